using System.CommandLine;
using OdooGrains.Host.Commands;

var root = new RootCommand("OdooGrains runs between your tenants' Odoo databases and everything around them.")
{
    DemoCommand.Create(),
    ServeCommand.Create(),
    MigrateCommand.Create(),
    AfterRestoreCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
