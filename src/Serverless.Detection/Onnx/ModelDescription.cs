using Serverless.Detection.Decoding;

namespace Serverless.Detection.Onnx;

/// <summary>What is known of a loaded model.</summary>
/// <param name="Names">
/// Class names by class id. <c>class0</c>, <c>class1</c>… where the model names none; empty where its output does not
/// even tell how many there are.
/// </param>
/// <param name="Stride">Coarsest stride of the network in input pixels; 32 unless the metadata say otherwise.</param>
/// <param name="Input">Size that images are letterboxed to; the largest where <see cref="IsRectangular"/>.</param>
/// <param name="Format">Layout of the output.</param>
/// <param name="FixedBatch">Images that one run takes; null where the model leaves that open.</param>
/// <param name="Metadata">All entries of the file, unread.</param>
public sealed record ModelDescription(
    IReadOnlyList<string> Names,
    int Stride,
    ImageSize Input,
    OutputFormat Format,
    int? FixedBatch,
    IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Whether an image is run in the smallest rectangle that holds it, at most as large as <see cref="Input"/>.</summary>
    public bool IsRectangular { get; init; }

    /// <summary>Name of a class, <c>class7</c> for one without.</summary>
    public string NameOf(int classId) => ClassNames.Of(Names, classId);
}
