using FsCheck;
using FsCheck.Fluent;
using OpenCvSharp;
using Serverless.Datasets.Quality;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Quality;

public sealed class PerceptualHashTests
{
    [Theory]
    [InlineData(80, 60, 90, 0)]
    [InlineData(640, 480, 90, 0)]
    [InlineData(160, 120, 30, 0)]
    [InlineData(160, 120, 90, 12)]
    public void Of_SamePictureScaledEncodedOrBrightened_IsNear(int width, int height, int quality, int brighter)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var distance = Hash(Scene.Jpeg(seed)).DistanceTo(Hash(Scene.Jpeg(seed, width, height, quality, brighter)));
            Assert.True(distance <= QualityOptions.DefaultNearDuplicateDistance, $"seed {seed}: {distance}");
        }
    }

    [Fact]
    public void Of_OtherPictures_AreFar()
    {
        var hashes = Enumerable.Range(0, 60).Select(seed => Hash(Scene.Jpeg(seed))).ToList();

        Assert.All(Pairs(hashes), pair => Assert.InRange(pair.First.DistanceTo(pair.Second), 9, 55));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    [InlineData(255)]
    public void Of_OneColor_IsNone(int grey)
    {
        using var pixels = Cv2.ImDecode(Scene.Flat(grey), ImreadModes.Color);

        Assert.Null(PerceptualHash.Of(pixels));
    }

    [Fact]
    public void Parse_WhatWasWritten_IsTheSame()
    {
        Assert.Equal(new PerceptualHash(0x7f00_0000_0000_0001), PerceptualHash.Parse("7f00000000000001"));
        Assert.Equal("7f00000000000001", new PerceptualHash(0x7f00_0000_0000_0001).ToString());
        Assert.Null(PerceptualHash.Parse(null));
        Assert.Null(PerceptualHash.Parse("pothole"));
    }

    [Fact]
    public void FindPairs_AnyHashes_AreThoseOfComparingAll()
    {
        var cases =
            from seed in Gen.Choose(0, int.MaxValue - 1)
            from distance in Gen.Choose(0, QualityOptions.LargestNearDuplicateDistance)
            select (seed, distance);

        Prop.ForAll(Arb.From(cases), value =>
        {
            var hashes = Clustered(new Random(value.seed));
            var expected = Pairs([.. Enumerable.Range(0, hashes.Count)]).Where(pair => hashes[pair.First].DistanceTo(hashes[pair.Second]) <= value.distance).ToHashSet();
            return expected.SetEquals(NearDuplicateIndex.FindPairs(hashes, value.distance));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void FindPairs_ManyHashes_ComparesFew()
    {
        var random = new Random(3);
        var hashes = Enumerable.Range(0, 20_000).Select(_ => new PerceptualHash((ulong)random.NextInt64())).ToList();
        hashes.Add(new PerceptualHash(hashes[7].Bits ^ 0b1001));

        Assert.Equal((7, 20_000), Assert.Single(NearDuplicateIndex.FindPairs(hashes, 4).Distinct()));
    }

    // Random hashes are never near: some are made from others by flipping a few bits.
    private static List<PerceptualHash> Clustered(Random random)
    {
        var hashes = new List<PerceptualHash>();
        for (var i = 0; i < 60; i++)
        {
            var bits = i % 3 == 0 ? (ulong)random.NextInt64() : hashes[random.Next(hashes.Count)].Bits;
            for (var flip = random.Next(10); flip > 0; flip--)
            {
                bits ^= 1UL << random.Next(63);
            }

            hashes.Add(new PerceptualHash(bits));
        }

        return hashes;
    }

    private static IEnumerable<(T First, T Second)> Pairs<T>(List<T> items) =>
        items.SelectMany((first, i) => items.Skip(i + 1).Select(second => (first, second)));

    private static PerceptualHash Hash(byte[] jpeg)
    {
        using var pixels = Cv2.ImDecode(jpeg, ImreadModes.Color);
        return PerceptualHash.Of(pixels)!.Value;
    }
}
