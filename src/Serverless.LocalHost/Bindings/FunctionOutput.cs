using System.Reflection;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Serverless.LocalHost.Bindings;

/// <summary>Where a function's result, or a property of it, goes.</summary>
/// <param name="Name">The property's name, or <c>$return</c>.</param>
/// <param name="Attribute">The binding.</param>
/// <param name="Read">The value out of the result.</param>
internal sealed record FunctionOutput(string Name, OutputBindingAttribute Attribute, Func<object?, object?> Read)
{
    public const string ReturnName = "$return";

    /// <summary>The output bindings of a method and of the properties of what it returns.</summary>
    public static IReadOnlyList<FunctionOutput> Of(MethodInfo method)
    {
        var whole = method.GetCustomAttributes<OutputBindingAttribute>()
            .Select(attribute => new FunctionOutput(ReturnName, attribute, result => result));
        var parts = from property in Returned(method.ReturnType).GetProperties()
                    from attribute in property.GetCustomAttributes<OutputBindingAttribute>()
                    select new FunctionOutput(property.Name, attribute, result => result is null ? null : property.GetValue(result));
        return [.. whole, .. parts];
    }

    private static Type Returned(Type declared) =>
        declared.IsGenericType && declared.GetGenericTypeDefinition() is var definition
        && (definition == typeof(Task<>) || definition == typeof(ValueTask<>))
            ? declared.GetGenericArguments()[0]
            : declared;
}
