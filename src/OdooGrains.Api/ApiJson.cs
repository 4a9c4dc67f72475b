using System.Text.Json.Serialization;
using OdooGrains.Api.Hooks;

namespace OdooGrains.Api;

/// <summary>The JSON of requests and answers: camel case, nulls left out, unknown members of requests refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(HookAnswer))]
internal sealed partial class ApiJson : JsonSerializerContext;
