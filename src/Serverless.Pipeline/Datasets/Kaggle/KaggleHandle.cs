using System.Globalization;
using System.Text.RegularExpressions;

namespace Serverless.Pipeline.Datasets.Kaggle;

/// <summary>A data set on Kaggle as people name it: <c>owner/slug</c> (its newest version) or <c>owner/slug/versions/3</c>.</summary>
/// <param name="Owner">User or organisation.</param>
/// <param name="Slug">Name of the data set in its address.</param>
/// <param name="Version">From 1; <c>null</c> for the newest.</param>
public sealed partial record KaggleHandle(string Owner, string Slug, int? Version)
{
    /// <summary>Parses a handle; the address of the data set's page will do as well.</summary>
    /// <exception cref="PipelineException">It is no handle; the message gives the forms.</exception>
    public static KaggleHandle Parse(string? text)
    {
        if (Handle().Match(text ?? string.Empty) is { Success: true } match)
        {
            var version = match.Groups["version"] is { Success: true } number ? int.Parse(number.Value, CultureInfo.InvariantCulture) : (int?)null;
            return new KaggleHandle(match.Groups["owner"].Value, match.Groups["slug"].Value, version);
        }

        throw new PipelineException(
            $"'{text}' is no Kaggle handle: write owner/slug for the newest version of a data set or owner/slug/versions/3 for one of them, as in the address of its page.");
    }

    public override string ToString() =>
        Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{Owner}/{Slug}/versions/{version}") : $"{Owner}/{Slug}";

    [GeneratedRegex(@"^(https://www\.kaggle\.com/datasets/)?(?<owner>[A-Za-z0-9_-]+)/(?<slug>[A-Za-z0-9_-]+)(/versions/(?<version>[1-9][0-9]{0,8}))?/?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Handle();
}
