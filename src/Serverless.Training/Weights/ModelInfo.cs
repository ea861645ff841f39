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

    /// <exception cref="TrainingException">The file does not say which model its tensors belong to.</exception>
    public static ModelInfo Of(SafeTensorsFile file, string path)
    {
        if (!file.Metadata.TryGetValue(ArchitectureKey, out var architecture)
            || !file.Metadata.TryGetValue(NamesKey, out var names)
            || !file.Metadata.TryGetValue(ImageSizeKey, out var imageSize)
            || !int.TryParse(imageSize, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            throw new TrainingException(
                $"{path} does not say its architecture, class names and image size; only weights that this trainer wrote can be used.");
        }

        try
        {
            return new ModelInfo(architecture, JsonSerializer.Deserialize<string[]>(names) ?? [], size);
        }
        catch (JsonException exception)
        {
            throw new TrainingException($"{path} has class names that are not a JSON list: {names}", exception);
        }
    }
}
