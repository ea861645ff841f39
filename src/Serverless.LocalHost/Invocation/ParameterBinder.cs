using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.DependencyInjection;
using Serverless.LocalHost.Bindings;
using Serverless.LocalHost.Durable;
using Serverless.LocalHost.Http;

namespace Serverless.LocalHost.Invocation;

/// <summary>Fills a function's parameters.</summary>
internal static class ParameterBinder
{
    /// <exception cref="FunctionInputConverterException">A parameter has no value, or one of another type.</exception>
    public static async ValueTask<object?[]> BindAsync(LocalFunctionContext context)
    {
        var inputs = context.Function.Inputs;
        var values = new object?[inputs.Count];
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = await BindAsync(inputs[index], context);
        }

        return values;
    }

    private static async ValueTask<object?> BindAsync(ParameterInfo parameter, LocalFunctionContext context)
    {
        if (parameter == context.Function.TriggerParameter)
        {
            return await context.Trigger.BindAsync(parameter, context);
        }

        if (parameter.GetCustomAttribute<BlobInputAttribute>() is { } input)
        {
            return await context.InstanceServices.GetRequiredService<BlobInputReader>().ReadAsync(input, parameter, context);
        }

        if (parameter.IsDefined(typeof(FromBodyAttribute)) && context.Trigger is HttpTriggerEvent request)
        {
            return await request.ReadBodyAsync(parameter, context);
        }

        if (parameter.IsDefined(typeof(DurableClientAttribute)))
        {
            return context.InstanceServices.GetRequiredService<DurableEngine>().Client;
        }

        if (parameter.ParameterType == typeof(FunctionContext))
        {
            return context;
        }

        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return context.CancellationToken;
        }

        if (context.Trigger.BindingData.TryGetValue(parameter.Name!, out var value) && value is not null)
        {
            return Convert(value, parameter, context.Function);
        }

        return context.Trigger.TryBindUnnamed(parameter, out var unnamed) ? unnamed : Absent(parameter, context.Function);
    }

    private static object? Convert(object value, ParameterInfo parameter, FunctionMethod function)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (type.IsInstanceOfType(value))
        {
            return value;
        }

        try
        {
            var text = System.Convert.ToString(value, CultureInfo.InvariantCulture)!;
            var converter = TypeDescriptor.GetConverter(type);
            // Times and the like come as JSON, in quotes.
            return converter.CanConvertFrom(typeof(string)) && !text.StartsWith('"')
                ? converter.ConvertFromInvariantString(text)
                : JsonSerializer.Deserialize(text, type, JsonSerializerOptions.Web);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or FormatException or NotSupportedException)
        {
            throw new FunctionInputConverterException(
                $"Error converting the input parameter '{parameter.Name}' of the function '{function.Name}': \"{value}\" is not a {type.Name}.",
                exception);
        }
    }

    private static object? Absent(ParameterInfo parameter, FunctionMethod function)
    {
        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }

        return !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            ? null
            : throw new FunctionInputConverterException(
                $"Could not populate the value for '{parameter.Name}' parameter of the function '{function.Name}'. Consider adding a default value or making the parameter nullable.");
    }
}
