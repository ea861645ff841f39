using OpenCvSharp;

namespace Serverless.Datasets.Tests.Support;

/// <summary>Small encoded images; another seed gives other bytes.</summary>
internal static class TestImages
{
    /// <summary>16×8 pixels, four channels, by another encoder.</summary>
    public static byte[] CmykJpeg => Convert.FromBase64String(
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAGBAUGBQQGBgUGBwcGCAoQCgoJCQoUDg8MEBcUGBgXFBYWGh0lHxobIxwWFiAsICMmJykqKRkfLTAtKDAlKCko/8AAFAgACAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD6pr5Ur5Ur6poooor/2Q==");

    public static byte[] Jpeg(int seed = 0, int width = 64, int height = 48) => Encode(".jpg", MatType.CV_8UC3, seed, width, height);

    public static byte[] Png(int seed = 0, int width = 64, int height = 48) => Encode(".png", MatType.CV_8UC3, seed, width, height);

    public static byte[] Encode(string extension, MatType type, int seed = 0, int width = 64, int height = 48)
    {
        using var pixels = new Mat(height, width, type, Scalar.All(200));
        Cv2.Circle(pixels, new Point((seed * 7 % width) + 3, (seed * 5 % height) + 3), 6, new Scalar(30 + (seed % 50), 90, 20, 255), -1);
        Cv2.ImEncode(extension, pixels, out var bytes);
        return bytes;
    }

    /// <summary>A JPEG that says how it is to be turned for display.</summary>
    /// <param name="orientation">EXIF orientation, 1 to 8; 6 is a quarter turn clockwise.</param>
    public static byte[] TurnedJpeg(byte orientation, int width = 64, int height = 48)
    {
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        ];
        var jpeg = Jpeg(1, width, height);
        return [.. jpeg[..2], .. exif, .. jpeg[2..]];
    }

    public static (int Width, int Height) SizeOf(byte[] bytes)
    {
        using var pixels = Cv2.ImDecode(bytes, ImreadModes.Color);
        return (pixels.Width, pixels.Height);
    }
}
