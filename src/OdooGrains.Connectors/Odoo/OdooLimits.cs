namespace OdooGrains.Connectors.Odoo;

/// <summary>Every limit of the Odoo connector.</summary>
internal static class OdooLimits
{
    /// <summary>Odoo itself repeats a conflicting write for up to 30 s (odoo/service/model.py, retrying); a shorter wait gives up on calls that commit.</summary>
    public static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(40);

    public static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A write starts within this time of its attempt, so that the settle delay of 130 s (Odoo's own limit of 120 s, and a margin), which
    /// counts from the mark, covers it.
    /// </summary>
    public static readonly TimeSpan WriteStartsWithin = TimeSpan.FromSeconds(8);

    /// <summary>A whole operation: 8 s until the write, the write, the read that verifies it, and a margin.</summary>
    public static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(60);

    /// <summary>A remembered product is read again after this time.</summary>
    public static readonly TimeSpan ProductMemory = TimeSpan.FromMinutes(10);

    /// <summary>Remembered products a connection; beyond it all are forgotten.</summary>
    public const int ProductsMax = 10_000;

    /// <summary>Characters of an Odoo message that are shown.</summary>
    public const int MessageLengthMax = 300;

    /// <summary>Partners compared by email, and addresses of a customer.</summary>
    public const int PartnersMax = 200;

    /// <summary>The same for several customers at once.</summary>
    public const int PartnersOfCallMax = 2_000;

    /// <summary>Partners beside the customer that are told of; a telephone number that a thousand share says nothing of any.</summary>
    public const int AlikeMax = 10;

    public const int VersionMin = 16;

    /// <summary>
    /// Orders or customers that one call writes or confirms at most. A bound of memory and of one answer; how many go together is decided by time
    /// (100 orders are about a second of load(), and three of action_confirm).
    /// </summary>
    public const int BatchMax = 100;

    /// <summary>Records of one page of a sweep.</summary>
    public const int SweepPage = 200;

    /// <summary>How far a sweep goes back at its end: longer than a transaction lasts whose writes carry the time of its begin (120 s, and a margin).</summary>
    public static readonly TimeSpan SweepOverlap = TimeSpan.FromMinutes(5);

    /// <summary>Until 18 an automation's webhook leaves before its transaction commits; most are done by then, and the period finds the others.</summary>
    public static readonly TimeSpan HintLag = TimeSpan.FromSeconds(2);

    /// <summary>SKUs whose levels are read at once.</summary>
    public const int StockSkusMax = 500;

    /// <summary>
    /// Calls of load() in one booking: orders without and with a note are two tables. Orders of further columns wait for the next booking, so
    /// that its cost does not depend on how many orders it carries.
    /// </summary>
    public const int LoadsMax = 2;
}
