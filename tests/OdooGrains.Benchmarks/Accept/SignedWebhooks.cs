using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OdooGrains.Benchmarks.Accept;

/// <summary>
/// Makes signed webhooks of 2,048 bytes in one buffer: a Shopify order padded by its note, whose id, time and delivery id change with each. One
/// instance a connection; every hundredth request repeats the one before it under the same delivery id.
/// </summary>
internal sealed class SignedWebhooks
{
    private const int BodyBytes = 2_048, RepeatEvery = 100;
    private readonly byte[] _request;
    private readonly byte[] _secret;
    private readonly int _body, _delivery, _signature;

    // The order's own id and its buyer's email: equal buyers would be written one after the other.
    private readonly List<int> _ids = [];
    private readonly long _first;
    private readonly List<byte[]> _signatures = [];
    private long _count;

    /// <param name="tenant">Whose hook it calls.</param>
    /// <param name="host">Host and port.</param>
    /// <param name="topic">orders/create is folded; products/update is stored and not folded.</param>
    /// <param name="first">The first order id; ids of other instances must not overlap with the ones after it.</param>
    public SignedWebhooks(string tenant, string host, string topic, string secret, long first)
    {
        _secret = Encoding.UTF8.GetBytes(secret);
        _first = first;
        var body = Body(Digits(first), topic is "orders/updated" ? "2026-11-18T12:00:00Z" : "2026-11-20T12:00:00Z");
        var head = $"POST /v1/hooks/{tenant}/shop HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nX-Shopify-Topic: {topic}\r\nX-Shopify-Shop-Domain: {tenant}.myshopify.com\r\nX-Shopify-API-Version: 2026-10\r\nX-Shopify-Webhook-Id: d-{Digits(first)}\r\nX-Shopify-Hmac-Sha256: {new string('=', 44)}\r\nContent-Length: {body.Length}\r\n\r\n";
        _request = Encoding.UTF8.GetBytes(head + body);
        _body = head.Length;
        for (var at = body.IndexOf(Digits(first), StringComparison.Ordinal); at >= 0; at = body.IndexOf(Digits(first), at + 1, StringComparison.Ordinal))
        {
            _ids.Add(_body + at);
        }

        _delivery = head.IndexOf("d-" + Digits(first), StringComparison.Ordinal) + 2;
        _signature = head.IndexOf(new string('=', 44), StringComparison.Ordinal);
    }

    /// <summary>Distinct events made so far.</summary>
    public long Distinct { get; private set; }

    /// <summary>Signs so many events ahead, so that the load does not pay for it while it is measured; later ones are signed as they are sent.</summary>
    public void Prepare(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            Write(number);
            _signatures.Add(Signature());
        }
    }

    /// <summary>The next request, valid until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (++_count % RepeatEvery != 0)
        {
            Write(++Distinct);
            (Distinct <= _signatures.Count ? _signatures[(int)Distinct - 1] : Signature()).CopyTo(_request, _signature);
        }

        return _request;
    }

    /// <summary>The whole request of that number, from 1, with the order that its body states.</summary>
    public (byte[] Request, ReadOnlyMemory<byte> Body) Whole(long number)
    {
        Write(number);
        Signature().CopyTo(_request, _signature);
        byte[] request = [.. _request];
        return (request, request.AsMemory(_body));
    }

    // Body and delivery id of the event of that number, from 1.
    private void Write(long number)
    {
        var digits = Encoding.ASCII.GetBytes(Digits(_first + number));
        _ids.ForEach(at => digits.CopyTo(_request, at));
        digits.CopyTo(_request, _delivery);
    }

    private byte[] Signature()
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, _request.AsSpan(_body), hash);
        return Encoding.ASCII.GetBytes(Convert.ToBase64String(hash));
    }

    private static string Digits(long id) => id.ToString("D15", CultureInfo.InvariantCulture);

    private static string Body(string id, string createdAt)
    {
        var start = $$"""
            {"id":{{id}},"updated_at":"2026-11-20T12:00:00Z","created_at":"{{createdAt}}","name":"#1001","currency":"EUR","taxes_included":false,"total_price":"53.00","total_tax":"0.00","email":"b{{id}}@example.com","customer":{"id":7,"email":"b{{id}}@example.com","first_name":"Ada","last_name":"Byron"},"shipping_address":{"name":"Ada Byron","address1":"1 Main Street","city":"Ghent","zip":"9000","country_code":"BE"},"line_items":[{"id":1,"sku":"MUG-BLUE","title":"Blue mug","quantity":2,"price":"14.00","tax_lines":[],"discount_allocations":[]},{"id":2,"sku":"SHIRT-M","title":"T-shirt M","quantity":1,"price":"25.00","tax_lines":[],"discount_allocations":[]}],"shipping_lines":[],"note":"
            """.TrimEnd();
        const string End = "\"}";
        return start + new string('x', BodyBytes - Encoding.UTF8.GetByteCount(start) - End.Length) + End;
    }
}
