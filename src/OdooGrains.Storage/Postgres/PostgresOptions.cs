using OdooGrains.Domain.Scheduling;

namespace OdooGrains.Storage.Postgres;

/// <summary>How PostgreSQL is reached.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// An Npgsql connection string of an ordinary role: superusers and roles with BYPASSRLS are refused, since row-level security does not bind
    /// them. Connect directly or through a pooler in session mode.
    /// </summary>
    public required string ConnectionString { get; init; }

    /// <summary>
    /// The owner of the tables, where that is another role: only migrations use it, and they grant the role of <see cref="ConnectionString"/>
    /// what it needs. Null: that role owns the tables itself, and row-level security is forced upon it all the same.
    /// </summary>
    public string? OwnerConnectionString { get; init; }

    /// <summary>Accepts a server that may lose commits (fsync, full_page_writes or synchronous_commit off) and a role that row-level security does not bind. For tests.</summary>
    public bool AllowUnsafe { get; init; }

    /// <summary>Internal, so that no setting leads to it: the control of the isolation benchmark.</summary>
    internal QueueDiscipline Discipline { get; init; }
}
