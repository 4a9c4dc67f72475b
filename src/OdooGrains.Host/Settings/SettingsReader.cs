using OdooGrains.Api;
using OdooGrains.Connectors.Egress;
using OdooGrains.Domain.Brownout;
using OdooGrains.Grains;
using OdooGrains.Grains.Alerts;

namespace OdooGrains.Host.Settings;

/// <summary>Reads and validates all settings, and tells all errors at once.</summary>
public static class SettingsReader
{
    private const int AdminKeyLengthMin = 32;

    /// <exception cref="InvalidSettingsException">One or more settings are wrong.</exception>
    public static ServerSettings Read(IConfiguration configuration)
    {
        List<string> errors = [];
        var settings = new ServerSettings
        {
            Store = Bind<StoreSettings>(configuration, "Store", errors) with { ConnectionString = configuration.GetConnectionString("Store"), OwnerConnectionString = configuration.GetConnectionString("StoreOwner") },
            Secrets = Bind<SecretsSettings>(configuration, "Secrets", errors),
            Grains = Bind<GrainLimits>(configuration, "Grains", errors),
            Egress = Egress(configuration, errors),
            Alerts = Bind<AlertOptions>(configuration, "Alerts", errors),
            Brownout = Bind<BrownoutLimits>(configuration, "Brownout", errors),
            Api = Api(configuration, errors),
            AdminKey = configuration["ODOOGRAINS_ADMIN_KEY"],
        };
        Check(settings, errors);
        return errors.Count == 0 ? settings : throw new InvalidSettingsException(errors);
    }

    private static void Check(ServerSettings settings, List<string> errors)
    {
        Require(settings.Store.Kind is "sqlite" or "postgres", $"Store__Kind is '{settings.Store.Kind}'; it must be sqlite or postgres.");
        Require(!settings.Store.IsPostgres || settings.Store.ConnectionString is { Length: > 0 }, "Store__Kind is postgres, but ConnectionStrings__Store is not set; give it Npgsql's form: Host=…;Database=…;Username=…;Password=….");
        Require(settings.AdminKey is null || settings.AdminKey.Length >= AdminKeyLengthMin, $"ODOOGRAINS_ADMIN_KEY has {settings.AdminKey?.Length} characters; give at least {AdminKeyLengthMin}, or unset it to have one made.");
        Require(settings.Secrets.Key is null || IsKey(settings.Secrets.Key), "Secrets__Key is not 32 bytes in base64; make one with: openssl rand -base64 32");
        errors.AddRange(settings.Alerts.Problems());
        errors.AddRange(settings.Brownout.Problems());
        foreach (var (name, value) in new (string, int)[]
        {
            (nameof(GrainLimits.FoldsInFlight), settings.Grains.FoldsInFlight),
            (nameof(GrainLimits.FoldHintsMax), settings.Grains.FoldHintsMax),
            (nameof(GrainLimits.OutboundCallsMax), settings.Grains.OutboundCallsMax),
            (nameof(GrainLimits.ConnectionWindowMax), settings.Grains.ConnectionWindowMax),
            (nameof(GrainLimits.SweepRowsMax), settings.Grains.SweepRowsMax),
            (nameof(GrainLimits.WakesAgainMax), settings.Grains.WakesAgainMax),
        })
        {
            Require(value > 0, $"Grains__{name} is {value}; it must be at least 1.");
        }

        Require(settings.Api.HookPlaces > 0, $"Api__HookPlaces is {settings.Api.HookPlaces}; it must be at least 1.");
        Require(settings.Api.HookPlacesMin > 0, $"Api__HookPlacesMin is {settings.Api.HookPlacesMin}; it must be at least 1.");

        void Require(bool isGood, string error)
        {
            if (!isGood)
            {
                errors.Add(error);
            }
        }
    }

    private static EgressOptions Egress(IConfiguration configuration, List<string> errors)
    {
        var options = new EgressOptions
        {
            Allow = configuration["Egress:Allow"]?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
        };
        errors.AddRange(options.Problems().Select(problem => $"Egress__Allow: {problem}"));
        return options;
    }

    private static ApiOptions Api(IConfiguration configuration, List<string> errors)
    {
        var options = new ApiOptions { PlatformKeyHash = new byte[32] };
        try
        {
            configuration.GetSection("Api").Bind(options);
        }
        catch (InvalidOperationException error)
        {
            errors.Add($"Api: {error.Message}");
        }

        return options;
    }

    private static T Bind<T>(IConfiguration configuration, string section, List<string> errors)
        where T : class, new()
    {
        try
        {
            return configuration.GetSection(section).Get<T>() ?? new();
        }
        catch (InvalidOperationException error)
        {
            errors.Add($"{section}: {error.Message}");
            return new();
        }
    }

    private static bool IsKey(string text)
    {
        Span<byte> bytes = stackalloc byte[33];
        return Convert.TryFromBase64String(text, bytes, out var length) && length == 32;
    }
}

/// <summary>The settings are wrong; the message lists every error.</summary>
public sealed class InvalidSettingsException(IReadOnlyList<string> errors)
    : Exception($"The settings have {errors.Count} error(s):{Environment.NewLine}{string.Join(Environment.NewLine, errors.Select(error => $"  - {error}"))}")
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
