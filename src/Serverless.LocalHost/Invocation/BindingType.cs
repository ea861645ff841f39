using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Serverless.LocalHost.Invocation;

/// <summary>The kind of a binding as the host names it: <c>queueTrigger</c>, <c>queue</c>, <c>http</c>.</summary>
internal static class BindingType
{
    private static readonly string[] Endings = ["Input", "Output", "Result"];

    public static string Of(BindingAttribute attribute)
    {
        var name = attribute.GetType().Name[..^nameof(Attribute).Length];
        var ending = Array.Find(Endings, ending => name.EndsWith(ending, StringComparison.Ordinal));
        name = ending is null ? name : name[..^ending.Length];
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
