using FsCheck;
using FsCheck.Fluent;

namespace Serverless.Detection.Tests;

public class NonMaximumSuppressionTests
{
    private static readonly Box Square = new(0, 0, 10, 10);

    // Two thirds of each cover the other: IoU 0.5.
    private static readonly Box HalfOverlapping = new(0, 10 / 3f, 10, 40 / 3f);

    [Fact]
    public void Suppress_OverlapAboveThreshold_KeepsTheMoreConfident()
    {
        DetectedObject[] candidates = [new(Square, 0, 0.6f), new(HalfOverlapping, 0, 0.9f)];

        Assert.Equal([candidates[1]], NonMaximumSuppression.Suppress(candidates, 0.45f, 300));
        Assert.Equal([candidates[1], candidates[0]], NonMaximumSuppression.Suppress(candidates, 0.55f, 300));
    }

    [Fact]
    public void Suppress_DifferentClasses_OnlyWhenAgnostic()
    {
        DetectedObject[] candidates = [new(Square, 0, 0.9f), new(Square, 1, 0.8f)];

        Assert.Equal(candidates, NonMaximumSuppression.Suppress(candidates, 0.5f, 300));
        Assert.Equal([candidates[0]], NonMaximumSuppression.Suppress(candidates, 0.5f, 300, classAgnostic: true));
    }

    [Fact]
    public void Suppress_SuppressedBox_SuppressesNothingItself()
    {
        // A chain: the first suppresses the second, which alone overlaps the third.
        DetectedObject[] candidates =
        [
            new(new Box(0, 0, 10, 10), 0, 0.9f),
            new(new Box(0, 3, 10, 13), 0, 0.8f),
            new(new Box(0, 6, 10, 16), 0, 0.7f),
        ];

        Assert.Equal([candidates[0], candidates[2]], NonMaximumSuppression.Suppress(candidates, 0.5f, 300));
    }

    [Fact]
    public void Suppress_NoCandidates_GivesEmptyList() =>
        Assert.Empty(NonMaximumSuppression.Suppress([], 0.5f, 300));

    [Fact]
    public void Suppress_EquallyConfidentDuplicates_KeepsTheFirst()
    {
        DetectedObject[] candidates = [new(Square, 2, 0.5f), new(Square with { Right = 10.5f }, 2, 0.5f)];

        Assert.Equal([candidates[0]], NonMaximumSuppression.Suppress(candidates, 0.5f, 300));
    }

    [Fact]
    public void Suppress_MoreThanMaximum_KeepsTheMostConfident()
    {
        var candidates = Enumerable.Range(0, 50).Select(static i => Apart(i, 0.01f * (i + 1))).ToArray();

        var kept = NonMaximumSuppression.Suppress(candidates, 0.5f, 3);

        Assert.Equal([candidates[49], candidates[48], candidates[47]], kept);
    }

    [Fact]
    public void Suppress_MoreThanTheCap_DropsTheLeastConfident()
    {
        // The least confident is the only one that overlaps nothing.
        var candidates = Enumerable.Range(0, NonMaximumSuppression.MaximumCandidates)
            .Select(static i => new DetectedObject(Square, 0, 0.5f + (1f / (i + 3))))
            .Append(Apart(1, 0.1f))
            .ToArray();

        Assert.Equal([candidates[0]], NonMaximumSuppression.Suppress(candidates, 0.5f, 300));
        Assert.Equal([candidates[1], candidates[^1]], NonMaximumSuppression.Suppress(candidates.AsSpan(1), 0.5f, 300));
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public void Suppress_ThresholdOutOfRange_Throws(float threshold) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NonMaximumSuppression.Suppress([], threshold, 300));

    [Fact]
    public void Suppress_AnyCandidates_AgreesWithTheDefinition()
    {
        var coordinate = Gen.Choose(-20, 60).Select(static value => (float)value);
        var length = Gen.Choose(0, 40).Select(static value => (float)value);
        var candidate =
            from left in coordinate
            from top in coordinate
            from width in length
            from height in length
            from classId in Gen.Choose(0, 2)
            from confidence in Gen.Choose(1, 100)
            select new DetectedObject(new Box(left, top, left + width, top + height), classId, confidence / 100f);
        var cases = Gen.Zip(candidate.ArrayOf(), ArbMap.Default.GeneratorFor<bool>()).ToArbitrary();

        Prop.ForAll(cases, static @case =>
        {
            var kept = NonMaximumSuppression.Suppress(@case.Item1, 0.4f, 20, @case.Item2);
            return kept.SequenceEqual(Definition(@case.Item1, 0.4f, 20, @case.Item2));
        }).QuickCheckThrowOnFailure();
    }

    private static List<DetectedObject> Definition(
        DetectedObject[] candidates, float iouThreshold, int maximum, bool classAgnostic)
    {
        var kept = new List<DetectedObject>();
        foreach (var candidate in candidates.OrderByDescending(static candidate => candidate.Confidence))
        {
            if (kept.Count < maximum && !kept.Any(other =>
                (classAgnostic || other.ClassId == candidate.ClassId)
                && other.Box.IntersectionOverUnion(candidate.Box) > iouThreshold))
            {
                kept.Add(candidate);
            }
        }

        return kept;
    }

    private static DetectedObject Apart(int position, float confidence) =>
        new(new Box(20 * position, 0, (20 * position) + 10, 10), 0, confidence);
}
