namespace Serverless.Detection.Outputs;

/// <summary>An image and what is in it, for COCO files.</summary>
/// <param name="Id">The image's number in the data set, which results refer to.</param>
/// <param name="FileName">As it stands in the file.</param>
/// <param name="Size">In pixels.</param>
/// <param name="Objects">In pixels of the image.</param>
public sealed record CocoImage(int Id, string FileName, ImageSize Size, IReadOnlyList<DetectedObject> Objects);
