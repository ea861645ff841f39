using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Invocation;

/// <summary>A run by hand: the trigger's value is what the caller gave.</summary>
internal sealed class ManualTriggerEvent(string input) : TriggerEvent
{
    public override string Reason => "This function was programmatically called via the host APIs.";

    public override IReadOnlyDictionary<string, object?> BindingData { get; } = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);

    public override ValueTask<object?> BindAsync(ParameterInfo parameter, FunctionContext context)
    {
        var type = parameter.ParameterType;
        return ValueTask.FromResult(type switch
        {
            _ when type == typeof(string) => input,
            _ when type == typeof(byte[]) => System.Text.Encoding.UTF8.GetBytes(input),
            _ when type == typeof(BinaryData) => BinaryData.FromString(input),
            _ => Deserialize(type, parameter.Name!),
        });
    }

    private object? Deserialize(Type type, string name)
    {
        try
        {
            return JsonSerializer.Deserialize(input.Length == 0 ? "{}" : input, type, JsonSerializerOptions.Web);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new FunctionInputConverterException($"The input is not JSON for the parameter '{name}' ({type.Name}): {exception.Message}", exception);
        }
    }
}
