using System.CommandLine;
using OdooGrains.Host.Demo;
using Spectre.Console;

namespace OdooGrains.Host.Commands;

/// <summary><c>demo</c>: the main job on this machine, with proof.</summary>
internal static class DemoCommand
{
    // An order's whole way is some forty requests, each of which may fail.
    private const double FaultShare = 0.25;

    public static Command Create()
    {
        var orders = new Option<int>("--orders") { Description = "Orders over all tenants.", DefaultValueFactory = _ => 300 };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same orders.", DefaultValueFactory = _ => 1 };
        var store = new Option<string>("--store") { Description = "sqlite, or postgres (server from ConnectionStrings__Store).", DefaultValueFactory = _ => "sqlite" };
        var json = new Option<bool>("--json") { Description = "Ends with one JSON object." };
        store.AcceptOnlyFromAmong("sqlite", "postgres");
        var command = new Command("demo", "Sends signed orders of three simulated shops through a real server into simulated Odoos, kills the server in the middle, and audits the result.") { orders, seed, store, json };
        command.SetAction((parsed, cancellation) => RunAsync(
            new() { Orders = parsed.GetValue(orders), Seed = parsed.GetValue(seed), Store = parsed.GetValue(store)!, Faults = true, FaultShare = FaultShare, ToInvoice = true }, parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, bool json, CancellationToken cancellation)
    {
        if (options.Orders < 3)
        {
            await Console.Error.WriteLineAsync($"--orders is {options.Orders}; give at least 3, one a tenant.");
            return 2;
        }

        if (options.Store == "postgres" && Environment.GetEnvironmentVariable("ConnectionStrings__Store") is not { Length: > 0 })
        {
            await Console.Error.WriteLineAsync("--store postgres needs a server: set ConnectionStrings__Store, or run: eng/with-postgres.sh dotnet run -c Release --project src/OdooGrains.Host -- demo --store postgres");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("odoograins-demo-").FullName;
        AnsiConsole.MarkupLineInterpolated($"[bold]OdooGrains demo[/]: {options.Orders} orders of three simulated shops into three SIMULATED Odoos; store {options.Store}; files in {folder}");
        var report = await ShowAsync(options, folder, cancellation);
        Print(report);
        if (json)
        {
            Console.WriteLine(report.ToJson().ToJsonString());
        }

        if (report.IsGood)
        {
            Directory.Delete(folder, recursive: true);
        }

        return report.IsGood ? 0 : 1;
    }

    private static async Task<DemoReport> ShowAsync(DemoOptions options, string folder, CancellationToken cancellation)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive)
        {
            var last = "";
            return await new DemoRun(options, TimeProvider.System, progress =>
            {
                if (last != progress.Phase)
                {
                    last = progress.Phase;
                    Console.WriteLine(Text(progress));
                }
            }).RunAsync(folder, cancellation);
        }

        return await AnsiConsole.Status().StartAsync("Starting", context =>
            new DemoRun(options, TimeProvider.System, progress => context.Status(Markup.Escape(Text(progress)))).RunAsync(folder, cancellation));
    }

    private static string Text(DemoProgress progress) => $"{progress.Phase}: {progress.Booked} booked, {progress.Confirmed} confirmed";

    private static void Print(DemoReport report)
    {
        var table = new Table().AddColumns("tenant", "accepted", "booked", "confirmed", "cancelled", "held", "lost", "duplicated", "wrong", "p50 s", "p99 s");
        var cash = new Table().AddColumns("tenant", "deliveries", "of them backorders", "announced", "invoices", "invoiced", "paid", "credit notes", "credited", "wrong");
        foreach (var tenant in report.Tenants)
        {
            table.AddRow(Row(tenant.Name, tenant.Audit, $"{tenant.P50:0.00}", $"{tenant.P99:0.00}"));
            cash.AddRow(Row(tenant.Name, tenant.Cash ?? new()));
        }

        table.AddRow(Row("all", report.Audit, "", ""));
        cash.AddRow(Row("all", report.Cash));
        AnsiConsole.Write(table);
        AnsiConsole.Write(cash);
        foreach (var difference in report.Audit.Differences.Concat(report.Cash.Differences).Concat(report.Tenants.SelectMany(tenant => tenant.Held)))
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{difference}[/]");
        }

        AnsiConsole.MarkupLineInterpolated($"{report.Restarts} SIGKILL(s), {report.Seconds:0.0} s. {Verdict(report)}");
    }

    private static string Verdict(DemoReport report) => report.IsGood
        ? "Each order answered 2xx is one sale order in its final state; what left is invoiced, what was captured and not refunded is paid, and the shop knows."
        : $"NOT GOOD: {report.Audit.Lost} lost, {report.Audit.Duplicated} duplicated, {report.Audit.Wrong + report.Cash.Wrong} wrong, {report.Audit.Held} held, {report.Unsettled} unsettled, {report.Untold} refunds untold.";

    private static string[] Row(string name, Sandbox.Audit.CashAuditResult cash) =>
    [
        name, $"{cash.Deliveries}", $"{cash.Backorders}", $"{cash.Announced}", $"{cash.Invoices}", $"{cash.Invoiced:0.00}", $"{cash.Paid:0.00}", $"{cash.CreditNotes}", $"{cash.Credited:0.00}", $"{cash.Wrong}",
    ];

    private static string[] Row(string name, Sandbox.Audit.SalesAuditResult audit, string p50, string p99) =>
    [
        name, $"{audit.Accepted}", $"{audit.Booked}", $"{audit.Confirmed}", $"{audit.Cancelled}", $"{audit.Held}", $"{audit.Lost}", $"{audit.Duplicated}", $"{audit.Wrong}", p50, p99,
    ];
}
