namespace Serverless.Datasets.Images;

/// <summary>An image as it is stored: JPEG or PNG, 8 bits a channel, grey or colour, upright.</summary>
/// <param name="Bytes">Encoded.</param>
/// <param name="Format">Either of the two.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Peculiarity">Why it was encoded anew; null where the bytes are the original ones.</param>
/// <param name="Orientation">EXIF orientation that was applied, 1 to 8.</param>
internal sealed record NormalizedImage(byte[] Bytes, ImageFormat Format, int Width, int Height, string? Peculiarity, int Orientation = TiffDirectory.Upright);
