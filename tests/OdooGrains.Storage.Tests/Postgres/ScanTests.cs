using OdooGrains.TestKit.Builders;
using OdooGrains.TestKit.Postgres;

namespace OdooGrains.Storage.Tests.Postgres;

/// <summary>
/// What is asked over and over reads as many rows as it gives, however many wait. PostgreSQL's own counts of what each table was scanned for are looked
/// at, and not a plan: they show what was really done, also inside the sweep's functions.
/// </summary>
public sealed class ScanTests : PostgresTest
{
    private const int Rows = 40_000, Tenants = 50, Page = 500;

    // A page of each of the six lanes and of what is in doubt, and the pages that are looked at to be fair.
    private const int ReadMax = 10 * Page;

    private static readonly DateTimeOffset Now = Sample.Now.AddDays(1);

    [Fact]
    public async Task A_page_of_due_work_reads_a_page_of_forty_thousand()
    {
        await FillAsync();
        await using var admin = await ConnectAsync(asAdmin: true);
        await RunAsync(admin, "select pg_stat_reset()");

        int documents, events, effects;
        await using (var store = Open())
        {
            documents = (await store.Sweep.DueDocumentsAsync(Now, null, Page, None)).Count;
            events = (await store.Sweep.OpenEventsAsync(Now, null, Page, None)).Count;
            effects = (await store.Effects.DueAsync(Sample.Erp, 1, Now, Page, None)).Count;
        }

        Assert.Equal((Page, Page, Page), (documents, events, effects));
        await UntilCountedAsync();
        foreach (var scan in await ListAsync(admin, "select relname || ' ' || seq_scan || ' ' || seq_tup_read + idx_tup_fetch from pg_stat_user_tables where relname in ('document', 'inbox', 'effect')"))
        {
            Assert.Equal("0", scan.Split(' ')[1]);
            Assert.InRange(long.Parse(scan.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture), Page, ReadMax);
        }

        // The counts would tell: this reads all of a table.
        await RunAsync(admin, "set enable_indexscan = off; set enable_bitmapscan = off; set enable_indexonlyscan = off; select count(*) from effect where due_at <= now(); select pg_stat_force_next_flush()");
        Assert.Equal(["t"], (await ListAsync(admin, $"select seq_scan > 0 and seq_tup_read >= {Rows} from pg_stat_user_tables where relname = 'effect'")).Select(text => text[..1].ToLowerInvariant()));
    }

    [Fact]
    public async Task A_page_of_failures_reads_a_page_of_forty_thousand()
    {
        await FillAsync();
        await using var admin = await ConnectAsync(asAdmin: true);
        await RunAsync(admin, "update document set status = 'held'");
        await RunAsync(admin, "vacuum analyze document");
        await RunAsync(admin, "select pg_stat_reset()");

        int ofOne, ofAll;
        await using (var store = Open())
        {
            ofOne = (await store.Failures.HeldAsync(Sample.Erp.Tenant, null, Page, None)).Count;
            ofAll = (await store.Failures.HeldAsync(null, null, Page, None)).Count;
        }

        Assert.Equal((Page, Page), (ofOne, ofAll));
        await UntilCountedAsync();
        foreach (var scan in await ListAsync(admin, "select relname || ' ' || seq_scan || ' ' || seq_tup_read + idx_tup_fetch from pg_stat_user_tables where relname in ('document', 'effect')"))
        {
            Assert.Equal("0", scan.Split(' ')[1]);
            Assert.InRange(long.Parse(scan.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture), 0, ReadMax);
        }
    }

    // A row as the store writes it, many times over.
    private async Task FillAsync()
    {
        var document = Sample.Document("0");
        await Store.Inbox.AcceptAsync(Sample.Event(1, document: document), None);
        await Store.Documents.CommitAsync(Sample.Commit(Sample.Head(document)) with { Effects = [Sample.Effect(document)] }, None);
        await using var admin = await ConnectAsync(asAdmin: true);
        await RunAsync(admin, $"""
            insert into document select (jsonb_populate_record(d, jsonb_build_object('tenant_id', {TenantOf}, 'document_id', n::text, 'next_action_at', {Past}, 'deadline', {Past}, 'owner', 'platform', 'commit_tag', gen_random_uuid()))).*
            from document d, generate_series(1, {Rows}) n;
            insert into inbox select (jsonb_populate_record(i, jsonb_build_object('tenant_id', {TenantOf}, 'event_id', gen_random_uuid(), 'document_id', n::text, 'delivery_id', n::text, 'received_at', {Past}, 'status', 'open', 'body_hash', '\x' || encode(sha256(n::text::bytea), 'hex')))).*
            from inbox i, generate_series(1, {Rows}) n;
            insert into effect overriding user value select (jsonb_populate_record(e, jsonb_build_object('document_id', n::text, 'due_at', {Past}))).*
            from effect e, generate_series(1, {Rows}) n;
            analyze document; analyze inbox; analyze effect
            """);
    }

    private static readonly string TenantOf = $"case when n % 2 = 0 then '{Sample.Erp.Tenant}' else 'tenant-' || n % {Tenants} end";

    private static readonly string Past = $"'{Sample.Now:o}'::timestamptz + n * interval '1 ms'";

    // A backend tells its counts when it ends.
    private async Task UntilCountedAsync()
    {
        await using var admin = await ConnectAsync(asAdmin: true);
        for (var look = 0; look < 1_000; look++)
        {
            if (await ListAsync(admin, $"select count(*) from pg_stat_activity where datname = current_database() and usename = '{PostgresServer.Shared.Role}' and state is not null and pid <> pg_backend_pid()") is ["0"])
            {
                return;
            }
        }
    }
}
