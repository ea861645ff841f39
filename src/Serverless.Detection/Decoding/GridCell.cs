namespace Serverless.Detection.Decoding;

/// <summary>A cell of the grids that YOLO networks lay over their input: the finest first, row by row.</summary>
/// <param name="X">Column of its centre, in cells of its grid.</param>
/// <param name="Y">Row of its centre, in cells of its grid.</param>
/// <param name="Stride">Pixels of the input that it is wide and high.</param>
internal readonly record struct GridCell(float X, float Y, int Stride)
{
    private const float Half = 0.5f;

    private static ReadOnlySpan<int> Strides => [8, 16, 32];

    /// <summary>Number of cells over an input.</summary>
    public static int Count(ImageSize input)
    {
        var count = 0;
        foreach (var stride in Strides)
        {
            count += CountOf(stride, input);
        }

        return count;
    }

    /// <param name="number">From 0, below <see cref="Count"/>.</param>
    /// <param name="input">Size of the network's input in pixels.</param>
    public static GridCell Of(int number, ImageSize input)
    {
        var left = number;
        foreach (var stride in Strides)
        {
            var (row, column) = Math.DivRem(left, Math.Max(1, input.Width / stride));
            if (row < input.Height / stride)
            {
                return new GridCell(column + Half, row + Half, stride);
            }

            left -= CountOf(stride, input);
        }

        throw new ArgumentOutOfRangeException(nameof(number), number, "There are not so many cells.");
    }

    private static int CountOf(int stride, ImageSize input) => (input.Width / stride) * (input.Height / stride);
}
