namespace Serverless.Datasets;

/// <summary>One image to train or evaluate with.</summary>
public sealed class DatasetSample
{
    private readonly Func<byte[]> _read;

    internal DatasetSample(DatasetImage image, Func<byte[]> read)
    {
        Image = image;
        _read = read;
    }

    public DatasetImage Image { get; }

    public string Name => Image.Name;

    public IReadOnlyList<LabeledBox> Boxes => Image.Boxes;

    /// <summary>The encoded image (JPEG or PNG, upright). Safe to call from many threads.</summary>
    /// <exception cref="DatasetException">The bytes are not there any more.</exception>
    public byte[] ReadImage() => _read();
}
