using System.Buffers;
using System.Numerics;

namespace Serverless.Detection;

/// <summary>Greedy non-maximum suppression.</summary>
public static class NonMaximumSuppression
{
    /// <summary>Candidates beyond the most confident 30 000 are dropped unseen, as in the public YOLO recipe.</summary>
    public const int MaximumCandidates = 30_000;

    /// <summary>
    /// Keeps the most confident candidate, drops those that overlap it by more than the threshold, and so on.
    /// </summary>
    /// <param name="candidates">In any order; of equally confident ones the earlier wins.</param>
    /// <param name="iouThreshold">0 to 1.</param>
    /// <param name="maximum">Most objects to keep; positive.</param>
    /// <param name="classAgnostic">Whether boxes of different classes suppress each other too.</param>
    /// <returns>A fresh list, most confident first.</returns>
    public static List<DetectedObject> Suppress(
        ReadOnlySpan<DetectedObject> candidates, float iouThreshold, int maximum, bool classAgnostic = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        if (iouThreshold is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(iouThreshold), iouThreshold, "Has to lie between 0 and 1.");
        }

        var order = ArrayPool<ulong>.Shared.Rent(candidates.Length);
        var count = Math.Min(candidates.Length, MaximumCandidates);
        var kept = new KeptBoxes(Math.Min(maximum, count));
        try
        {
            DescendingOrder.Sort(candidates, static candidate => candidate.Confidence, order);
            return Keep(candidates, order.AsSpan(0, count), kept, iouThreshold, maximum, classAgnostic);
        }
        finally
        {
            kept.Return();
            ArrayPool<ulong>.Shared.Return(order);
        }
    }

    private static List<DetectedObject> Keep(
        ReadOnlySpan<DetectedObject> candidates,
        ReadOnlySpan<ulong> order,
        KeptBoxes kept,
        float iouThreshold,
        int maximum,
        bool classAgnostic)
    {
        var objects = new List<DetectedObject>();
        foreach (var key in order)
        {
            var candidate = candidates[DescendingOrder.Index(key)];
            var classId = classAgnostic ? 0 : candidate.ClassId;
            if (kept.Overlaps(candidate.Box, classId, iouThreshold))
            {
                continue;
            }

            kept.Add(candidate.Box, classId);
            objects.Add(candidate);
            if (objects.Count == maximum)
            {
                break;
            }
        }

        return objects;
    }

    /// <summary>The boxes kept so far, one array for each coordinate, so that a candidate meets a vector of them at once.</summary>
    private sealed class KeptBoxes
    {
        private readonly float[] _left;
        private readonly float[] _top;
        private readonly float[] _right;
        private readonly float[] _bottom;
        private readonly float[] _area;
        private readonly int[] _class;
        private int _count;

        public KeptBoxes(int capacity)
        {
            // The last vector may reach past the last box: over boxes of no area, which overlap nothing.
            var length = capacity + Vector<float>.Count;
            _left = RentZeros<float>(length);
            _top = RentZeros<float>(length);
            _right = RentZeros<float>(length);
            _bottom = RentZeros<float>(length);
            _area = RentZeros<float>(length);
            _class = RentZeros<int>(length);
        }

        public void Add(Box box, int classId)
        {
            _left[_count] = box.Left;
            _top[_count] = box.Top;
            _right[_count] = box.Right;
            _bottom[_count] = box.Bottom;
            _area[_count] = box.Area;
            _class[_count] = classId;
            _count++;
        }

        public bool Overlaps(Box box, int classId, float iouThreshold)
        {
            var (left, top) = (new Vector<float>(box.Left), new Vector<float>(box.Top));
            var (right, bottom) = (new Vector<float>(box.Right), new Vector<float>(box.Bottom));
            var (area, threshold) = (new Vector<float>(box.Area), new Vector<float>(iouThreshold));
            var sameClass = new Vector<int>(classId);
            for (var i = 0; i < _count; i += Vector<float>.Count)
            {
                var width = Vector.Min(right, new Vector<float>(_right, i)) - Vector.Max(left, new Vector<float>(_left, i));
                var height = Vector.Min(bottom, new Vector<float>(_bottom, i)) - Vector.Max(top, new Vector<float>(_top, i));
                var intersection = Vector.Max(width, Vector<float>.Zero) * Vector.Max(height, Vector<float>.Zero);
                var union = area + new Vector<float>(_area, i) - intersection;
                var overlaps = Vector.GreaterThan(intersection, threshold * union)
                    & Vector.Equals(new Vector<int>(_class, i), sameClass);
                if (overlaps != Vector<int>.Zero)
                {
                    return true;
                }
            }

            return false;
        }

        public void Return()
        {
            ArrayPool<float>.Shared.Return(_left);
            ArrayPool<float>.Shared.Return(_top);
            ArrayPool<float>.Shared.Return(_right);
            ArrayPool<float>.Shared.Return(_bottom);
            ArrayPool<float>.Shared.Return(_area);
            ArrayPool<int>.Shared.Return(_class);
        }

        private static T[] RentZeros<T>(int length)
        {
            var array = ArrayPool<T>.Shared.Rent(length);
            array.AsSpan(0, length).Clear();
            return array;
        }
    }
}
