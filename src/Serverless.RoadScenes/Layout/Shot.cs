using Serverless.RoadScenes.Geometry;
using Serverless.RoadScenes.Painting;

namespace Serverless.RoadScenes.Layout;

/// <summary>A road, its light, and a camera that may move.</summary>
/// <param name="View">From where the road is seen.</param>
/// <param name="Road">What is seen.</param>
/// <param name="Light">The light on it.</param>
/// <param name="CameraAt">The camera at a time in seconds.</param>
internal sealed record Shot(SceneView View, RoadStrip Road, Illumination Light, Func<double, Camera> CameraAt);
