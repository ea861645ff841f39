using System.Globalization;
using System.Text.Json;

namespace Serverless.Training.Weights;

/// <summary>What a weights file says of its model.</summary>
/// <param name="ImageSize">Side of the input that it was trained with, in pixels.</param>
internal sealed record ModelInfo(string Architecture, IReadOnlyList<string> Names, int ImageSize)
{
    private const string ArchitectureKey = "architecture";
    private const string NamesKey = "names";
    private const string ImageSizeKey = "image_size";
    private const string StrideKey = "stride";

    public IReadOnlyDictionary<string, string> ToMetadata(int stride) => new Dictionary<string, string>
    {
        [ArchitectureKey] = Architecture,
        [NamesKey] = JsonSerializer.Serialize(Names),
        [ImageSizeKey] = ImageSize.ToString(CultureInfo.InvariantCulture),
        [StrideKey] = stride.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>What a safetensors file says; other trainers' files say nothing.</summary>
    /// <exception cref="TrainingException">An entry cannot be read.</exception>
    public static WeightsMetadata MetadataOf(SafeTensorsFile file, string path)
    {
        int? size = int.TryParse(file.Metadata.GetValueOrDefault(ImageSizeKey), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
        return new WeightsMetadata(file.Metadata.GetValueOrDefault(ArchitectureKey), NamesOf(file, path), size);
    }

    private static string[]? NamesOf(SafeTensorsFile file, string path)
    {
        if (!file.Metadata.TryGetValue(NamesKey, out var names))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<string[]>(names);
        }
        catch (JsonException exception)
        {
            throw new TrainingException($"{path} has class names that are not a JSON list: {names}", exception);
        }
    }
}
