using System.Buffers;

namespace Serverless.LocalHost.Durable.Instances;

/// <summary>Which instance ids are allowed.</summary>
internal static class InstanceIds
{
    private const int LongestId = 256;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\#?");

    /// <exception cref="ArgumentException">The id is not allowed.</exception>
    public static void Check(string instanceId)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        if (instanceId.Length > LongestId || instanceId[0] == '@' || instanceId.AsSpan().ContainsAny(Forbidden) || instanceId.Any(char.IsControl))
        {
            throw new ArgumentException(
                $"'{instanceId}' is not allowed as an instance id: at most {LongestId} characters, none of / \\ # ? or a control "
                + "character, and no @ at the beginning.",
                nameof(instanceId));
        }
    }
}
