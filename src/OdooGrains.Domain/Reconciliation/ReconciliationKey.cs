using OdooGrains.Domain.Tenants;

namespace OdooGrains.Domain.Reconciliation;

/// <summary>One subject of one tenant; as a grain key it reads <c>tenant/subject</c>, such as <c>acme/orders</c>.</summary>
public readonly record struct ReconciliationKey(TenantId Tenant, ReconciliationSubject Subject)
{
    public static ReconciliationKey Parse(string key) => key.Split('/') is [var tenant, var word] && SubjectOf(word) is { } subject
        ? new(new(tenant), subject)
        : throw new ArgumentException($"Reconciliation key '{key}' must read 'tenant/subject', such as 'acme/orders'.", nameof(key));

    /// <summary>The subject that a word names, such as <c>orders</c>; null where it names none.</summary>
    public static ReconciliationSubject? SubjectOf(string? word)
        => Enum.GetValues<ReconciliationSubject>().Where(subject => WordOf(subject) == word).Select(subject => (ReconciliationSubject?)subject).FirstOrDefault();

    public static string WordOf(ReconciliationSubject subject) => subject.ToString().ToLowerInvariant();

    public override string ToString() => $"{Tenant}/{WordOf(Subject)}";
}
