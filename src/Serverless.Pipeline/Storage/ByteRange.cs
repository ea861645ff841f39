using System.Globalization;

namespace Serverless.Pipeline.Storage;

/// <summary>Some bytes of a whole.</summary>
/// <param name="First">The first, from 0.</param>
/// <param name="Last">The last, <paramref name="First"/> - 1 for none.</param>
internal readonly record struct ByteRange(long First, long Last)
{
    private const string Unit = "bytes=";

    public long Count => Last - First + 1;

    /// <summary>The range that a header <c>Range</c> asks for, as RFC 9110, section 14 has it.</summary>
    /// <param name="header">For example <c>bytes=0-</c>, <c>bytes=100-199</c> or <c>bytes=-100</c>.</param>
    /// <param name="length">Bytes of the whole.</param>
    /// <param name="range">The range, within the whole.</param>
    /// <returns>False where the header is to be ignored: there is none, or it asks for several ranges or in other words.</returns>
    public static bool TryParse(string? header, long length, out ByteRange range)
    {
        range = new(0, length - 1);
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) || header[Unit.Length..].Split('-') is not [var from, var to])
        {
            return false;
        }

        if (from.Length == 0)
        {
            if (!TryParse(to, out var suffix))
            {
                return false;
            }

            range = suffix == 0 ? new(length, length - 1) : new(Math.Max(0, length - suffix), length - 1);
            return true;
        }

        var last = length - 1;
        if (!TryParse(from, out var first) || (to.Length > 0 && (!TryParse(to, out last) || last < first)))
        {
            return false;
        }

        range = new(first, Math.Min(last, length - 1));
        return true;
    }

    /// <summary>Whether the whole has its first byte.</summary>
    public bool IsWithin(long length) => First < length;

    private static bool TryParse(string digits, out long number) =>
        long.TryParse(digits.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
