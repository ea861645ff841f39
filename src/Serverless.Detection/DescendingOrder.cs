namespace Serverless.Detection;

/// <summary>
/// Orders by confidence, highest first, equals in their given order: one integer an element, the confidence above its
/// index, sorts several times faster than the elements by a comparison.
/// </summary>
internal static class DescendingOrder
{
    /// <summary>Fills <paramref name="keys"/>, one for each confidence, in sorted order.</summary>
    /// <typeparam name="T">What carries the confidence.</typeparam>
    public static void Sort<T>(ReadOnlySpan<T> elements, Func<T, float> confidence, Span<ulong> keys)
    {
        for (var i = 0; i < elements.Length; i++)
        {
            keys[i] = ((ulong)~Ascending(confidence(elements[i])) << 32) | (uint)i;
        }

        keys[..elements.Length].Sort();
    }

    public static int Index(ulong key) => (int)(uint)key;

    /// <summary>The bits of a float as an integer of the same order, negative numbers included.</summary>
    private static uint Ascending(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x8000_0000) == 0 ? bits | 0x8000_0000 : ~bits;
    }
}
