using System.Numerics;
using OpenCvSharp;

namespace Serverless.RoadScenes.Painting;

/// <summary>Typed access to the rows of a matrix, and colours for OpenCV. Colours are BGR, 0 to 255.</summary>
internal static class MatRows
{
    public static unsafe Span<T> Row<T>(this Mat mat, int row)
        where T : unmanaged => new((void*)mat.Ptr(row), mat.Cols);

    public static Scalar Opaque(this Vector3 color) => new(color.X, color.Y, color.Z, 255);

    public static Vec4b ToPixel(this Vector3 color, byte last) => new(ToByte(color.X), ToByte(color.Y), ToByte(color.Z), last);

    public static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
}
