using System.Text.Json;

namespace Serverless.Datasets.Profiles;

/// <summary>How a dataset version looks, split by split; <c>profile.json</c> beside its report. Footage is compared with it.</summary>
public sealed record DatasetProfile
{
    /// <summary>Name of the profile's file in the folder of a published version.</summary>
    public const string FileName = "profile.json";

    /// <summary>Class names; the index is the class id.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The splits that have images.</summary>
    public required IReadOnlyList<SplitProfile> Splits { get; init; }

    /// <summary>Profiles the images of a version.</summary>
    public static DatasetProfile Of(IReadOnlyList<string> classes, IEnumerable<(DatasetImage Image, ImageStatistics Statistics)> images)
    {
        ArgumentNullException.ThrowIfNull(classes);
        return new DatasetProfile
        {
            Classes = classes,
            Splits =
            [
                .. images
                    .GroupBy(image => image.Image.Split)
                    .OrderBy(split => split.Key)
                    .Select(split => SplitProfile.Of(split.Key, [.. split], classes.Count)),
            ],
        };
    }

    /// <summary>Reads a profile as JSON in UTF-8.</summary>
    /// <exception cref="DatasetException">The text is no profile.</exception>
    public static DatasetProfile Read(Stream json)
    {
        try
        {
            return JsonSerializer.Deserialize<DatasetProfile>(json, DatasetJson.Options)
                ?? throw new DatasetException($"{FileName} is empty; publish the dataset version again.");
        }
        catch (JsonException exception)
        {
            throw new DatasetException($"{FileName} is not a dataset profile: {exception.Message} Publish the dataset version again.", exception);
        }
    }

    /// <summary>Writes the profile as JSON in UTF-8, the same bytes for the same profile.</summary>
    public void Write(Stream json) => JsonSerializer.Serialize(json, this, DatasetJson.Options);
}
