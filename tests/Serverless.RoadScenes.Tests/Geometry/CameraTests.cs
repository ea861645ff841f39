using System.Numerics;
using OpenCvSharp;
using Serverless.RoadScenes.Geometry;

namespace Serverless.RoadScenes.Tests.Geometry;

public sealed class CameraTests
{
    private static readonly Size Size = new(200, 100);

    [Fact]
    public void Project_HalfwayDownFromOneMetre_SeesOneMetreAheadInTheMiddle()
    {
        var camera = new Camera(new Vector3(0, 1, 0), 0, MathF.PI / 4, 0, 100, Size);

        var point = camera.Project(new Vector3(0, 0, 1));

        Assert.Equal(100, point.X, 3);
        Assert.Equal(50, point.Y, 3);
    }

    [Fact]
    public void Project_LevelCamera_PlacesAPointByFocalLengthOverDistance()
    {
        var camera = new Camera(new Vector3(0, 1.5f, 0), 0, 0, 0, 100, Size);

        var point = camera.Project(new Vector3(2, 0, 5));

        Assert.Equal(100 + (100 * 2 / 5.0), point.X, 3);
        Assert.Equal(50 + (100 * 1.5 / 5.0), point.Y, 3);
        Assert.Equal(50, camera.HorizonRow, 3);
    }

    [Fact]
    public void Project_StraightDown_HasTheRoadAheadAbove()
    {
        var camera = new Camera(new Vector3(0, 10, 0), 0, MathF.PI / 2, 0, 100, Size);

        var point = camera.Project(new Vector3(1, 0, 2));

        Assert.Equal(110, point.X, 3);
        Assert.Equal(30, point.Y, 3);
    }

    [Fact]
    public void Plane_SwayingCamera_AgreesWithProject()
    {
        var camera = new Camera(new Vector3(1, 1.2f, 7), 0.1f, 0.3f, 0.05f, 150, Size);

        var mapped = camera.Plane.Map(0.5, 12);
        var projected = camera.Project(new Vector3(0.5f, 0, 12));
        var back = camera.Pixels.Map(mapped.X, mapped.Y);

        Assert.Equal(projected.X, mapped.X, 2);
        Assert.Equal(projected.Y, mapped.Y, 2);
        Assert.Equal(0.5, back.X, 4);
        Assert.Equal(12, back.Y, 4);
    }
}
