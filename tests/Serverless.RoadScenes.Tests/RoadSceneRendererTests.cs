using OpenCvSharp;
using Serverless.Detection;

namespace Serverless.RoadScenes.Tests;

public sealed class RoadSceneRendererTests
{
    private const int Seeds = 14;

    public static TheoryData<SceneView> Views => [SceneView.Ground, SceneView.Overhead];

    [Theory]
    [MemberData(nameof(Views))]
    public void Render_SameSeed_SamePixelsAndBoxes(SceneView view)
    {
        using var first = Scenes.Render(view, 5, light: null);
        using var second = Scenes.Render(view, 5, light: null);

        Assert.True(Scenes.AreEqual(first.Image, second.Image));
        Assert.Equal(first.Potholes, second.Potholes);
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Render_AnotherSeed_AnotherPicture(SceneView view)
    {
        using var first = Scenes.Render(view, 5);
        using var second = Scenes.Render(view, 6);

        Assert.False(Scenes.AreEqual(first.Image, second.Image));
    }

    [Fact]
    public void Render_NotSquare_HasTheSizeAsked()
    {
        using var scene = RoadSceneRenderer.Render(new SceneOptions { Width = 320, Height = 180 }, 1);

        Assert.Equal(new Size(320, 180), scene.Image.Size());
        Assert.Equal(MatType.CV_8UC3, scene.Image.Type());
    }

    [Theory]
    [InlineData(63)]
    [InlineData(4097)]
    public void Render_SizeOutOfRange_Throws(int width) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => RoadSceneRenderer.Render(new SceneOptions { Width = width }, 1));

    [Theory]
    [MemberData(nameof(Views))]
    public void Render_AnySeed_BoxesLieInsideAndAreNotTiny(SceneView view)
    {
        foreach (var box in Boxes(view))
        {
            Assert.True(box is { Left: >= 0, Top: >= 0, Right: <= Scenes.Size, Bottom: <= Scenes.Size });
            Assert.True(box is { Width: >= 6, Height: >= 6 });
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Render_WithPotholes_MostPicturesShowSome(SceneView view)
    {
        var counts = Enumerable.Range(0, Seeds).Select(seed => Count(view, seed, hasPotholes: true)).ToList();

        Assert.True(counts.Count(count => count > 0) >= Seeds - 1);
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Render_WithoutPotholes_HasNoBoxes(SceneView view) =>
        Assert.All(Enumerable.Range(0, 6), seed => Assert.Equal(0, Count(view, seed, hasPotholes: false)));

    [Theory]
    [MemberData(nameof(Views))]
    public void Render_ByDay_PotholesAreDarkerThanTheRoadAroundThem(SceneView view)
    {
        var differences = new List<double>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var scene = Scenes.Render(view, seed);
            differences.AddRange(scene.Potholes.Select(box => SurroundingsMinusInside(scene.Image, box)));
        }

        Assert.True(differences.Average() > 8, $"{differences.Average()}");
    }

    [Fact]
    public void Render_BothViews_OnlyTheGroundShowsTheSky()
    {
        var ground = Enumerable.Range(0, Seeds).Select(seed => TopMinusMiddle(SceneView.Ground, seed)).Average();
        var overhead = Enumerable.Range(0, Seeds).Select(seed => TopMinusMiddle(SceneView.Overhead, seed)).Average();

        Assert.True(ground > 20, $"{ground}");
        Assert.True(overhead < 10, $"{overhead}");
    }

    [Fact]
    public void Render_BothViews_PotholesAreMuchSmallerFromAbove()
    {
        var ground = Scenes.Median(Boxes(SceneView.Ground).Select(box => (double)box.Area));
        var overhead = Scenes.Median(Boxes(SceneView.Overhead).Select(box => (double)box.Area));

        Assert.True(ground > 5 * overhead, $"{ground} against {overhead}");
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Render_AtDusk_IsDarkerThanByDay(SceneView view)
    {
        var whole = new Rect(0, 0, Scenes.Size, Scenes.Size);
        double Mean(SceneLight light) => Enumerable.Range(0, 6).Average(seed =>
        {
            using var scene = Scenes.Render(view, seed, light: light);
            return Scenes.Brightness(scene.Image, whole);
        });

        Assert.True(Mean(SceneLight.Dusk) < 0.85 * Mean(SceneLight.Day));
    }

    private static List<Box> Boxes(SceneView view)
    {
        var boxes = new List<Box>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            using var scene = Scenes.Render(view, seed);
            boxes.AddRange(scene.Potholes);
        }

        return boxes;
    }

    private static int Count(SceneView view, int seed, bool hasPotholes)
    {
        using var scene = Scenes.Render(view, seed, hasPotholes);
        return scene.Potholes.Count;
    }

    private static double TopMinusMiddle(SceneView view, int seed)
    {
        using var scene = Scenes.Render(view, seed);
        return Scenes.Brightness(scene.Image, new Rect(0, 0, Scenes.Size, 8)) - Scenes.Brightness(scene.Image, new Rect(64, 100, 128, 100));
    }

    /// <summary>Mean of a frame around the box, half as wide as it, less the mean of the box.</summary>
    private static double SurroundingsMinusInside(Mat image, Box box)
    {
        var inner = box.ToRect();
        var outer = new Rect(inner.X - (inner.Width / 2), inner.Y - (inner.Height / 2), inner.Width * 2, inner.Height * 2) & new Rect(0, 0, image.Width, image.Height);
        var (inside, all) = (Scenes.Brightness(image, inner), Scenes.Brightness(image, outer));
        double innerArea = inner.Width * inner.Height, outerArea = outer.Width * outer.Height;
        return (((all * outerArea) - (inside * innerArea)) / Math.Max(1, outerArea - innerArea)) - inside;
    }
}
