using System.Security.Cryptography;
using System.Text;

namespace Serverless.Pipeline;

/// <summary>Rules for the names of data sets and models, which become folders in blob storage.</summary>
public static class ResourceName
{
    /// <summary>Longest name, in characters.</summary>
    public const int MaximumLength = 80;

    private const int HashLength = 12;

    /// <summary>Returns <paramref name="name"/> unchanged if it may name a data set or a model.</summary>
    /// <exception cref="PipelineException">It may not; the message gives the rule.</exception>
    public static string Require(string? name, string kind)
    {
        if (!string.IsNullOrEmpty(name)
            && name.Length <= MaximumLength
            && char.IsLetterOrDigit(name[0])
            && name[^1] is not ('.' or ' ')
            && name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ' '))
        {
            return name;
        }

        throw new PipelineException(
            $"'{name}' cannot name a {kind}: use 1 to {MaximumLength} letters, digits, '-', '_', '.' or spaces, starting with a letter or digit and not ending in '.' or a space.");
    }

    /// <summary>
    /// An orchestration instance id that follows from its input, so that the same input gives the same instance:
    /// the prefix, a readable part of the subject and a hash of all parts.
    /// </summary>
    public static string InstanceId(string prefix, string subject, params ReadOnlySpan<string> parts)
    {
        var readable = new string([.. subject.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-').Take(40)]).Trim('-');
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [subject, .. parts]))));
        return $"{prefix}-{readable}-{hash[..HashLength]}";
    }
}
