namespace OdooGrains.Domain.Documents;

/// <summary>
/// The name under which another system knows a document, such as a payment at its provider. A document registers its references with its commits; an
/// event that tells nothing but such a name is kept under <see cref="DocumentId"/> until a document of the channel is found that has registered it.
/// </summary>
/// <param name="Kind">What the name names: <see cref="PaymentKind"/>.</param>
/// <param name="Value">The other system's id, such as a Stripe payment intent.</param>
public readonly record struct DocumentReference(string Kind, string Value)
{
    public const string PaymentKind = "payment";

    // Channels number their documents, so that no document of theirs begins like this.
    private const string PaymentPrefix = $"{PaymentKind}:";

    /// <summary>The longest name, so that <see cref="DocumentId"/> is no longer than the id of a document.</summary>
    public const int ValueLengthMax = 150;

    public static DocumentReference Payment(string id) => new(PaymentKind, id);

    /// <summary>What an event is kept under while the document that it concerns is not known.</summary>
    public string DocumentId => $"{Kind}:{Value}";

    /// <summary>The reference that an id of <see cref="DocumentId"/>'s form stands for; null where it is a document's own id.</summary>
    public static DocumentReference? OfDocumentId(string documentId)
        => documentId.StartsWith(PaymentPrefix, StringComparison.Ordinal) ? Payment(documentId[PaymentPrefix.Length..]) : null;
}
