using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Layout;
using Serverless.RoadScenes.Noise;
using Serverless.RoadScenes.Painting;

namespace Serverless.RoadScenes.Tests.Painting;

public sealed class ScenePainterTests
{
    private static readonly Vehicle Parked = new(VehicleKind.Truck, 0, 0, 0, Oncoming: false, 0);

    [Theory]
    [InlineData(SceneView.Ground)]
    [InlineData(SceneView.Overhead)]
    public void Paint_OnePothole_ItsBoxHoldsMostOfWhatItChanges(SceneView view)
    {
        var hole = new Pothole(new Vector2(0.3f, 3), 0.35f, 0.08f, 0, 4);
        using var bare = Paint(view, []);
        using var holed = Paint(view, [hole]);
        using var difference = new Mat();
        Cv2.Absdiff(bare.Image, holed.Image, difference);
        using var channels = difference.Reshape(1);
        using var strong = new Mat();
        Cv2.Threshold(channels, strong, 24, 1, ThresholdTypes.Binary);
        using var changed = strong.Reshape(3);

        var box = Assert.Single(holed.Potholes);

        using var inside = changed[box.ToRect()];
        var share = Cv2.Sum(inside).Val1 / Cv2.Sum(changed).Val1;
        Assert.True(share > 0.85, $"{share}");
        Assert.True(Cv2.Sum(inside).Val1 > 0.2 * box.Area);
    }

    [Fact]
    public void Paint_PotholeUnderAVehicle_HasNoBox()
    {
        var hidden = new Pothole(new Vector2(0, 0), 0.3f, 0.06f, 0, 4);
        var open = new Pothole(new Vector2(2.2f, 0), 0.3f, 0.06f, 0, 5);

        using var scene = Paint(SceneView.Overhead, [hidden, open], Parked);

        var box = Assert.Single(scene.Potholes);
        Assert.True(box.CenterX > Scenes.Size * 0.55);
    }

    [Fact]
    public void Paint_PotholeBehindTheCamera_HasNoBox()
    {
        using var scene = Paint(SceneView.Ground, [new Pothole(new Vector2(0, -4), 0.4f, 0.06f, 0, 4)]);

        Assert.Empty(scene.Potholes);
    }

    [Fact]
    public void Paint_ManyDistractors_NoneIsBoxed()
    {
        using var scene = Paint(SceneView.Ground, []);

        Assert.Empty(scene.Potholes);
    }

    private static RoadScene Paint(SceneView view, IReadOnlyList<Pothole> holes, params Vehicle[] vehicles)
    {
        var road = RoadStripBuilder.Build(Randomness.Fork(3, 1), -30, 60) with { Potholes = holes, Vehicles = vehicles, Roadside = [] };
        var light = Illumination.Create(SceneLight.Day, Randomness.Fork(3, 2));
        using var painter = new ScenePainter(new Shot(view, road, light, _ => CameraOf(view)), 3);
        return painter.Paint(0, 0);
    }

    private static Camera CameraOf(SceneView view)
    {
        var size = new Size(Scenes.Size, Scenes.Size);
        return view == SceneView.Ground
            ? new Camera(new Vector3(0, 1.2f, 0), 0, 0.3f, 0, 230, size)
            : new Camera(new Vector3(0, 12, 0), 0, MathF.PI / 2, 0, 230, size);
    }
}
