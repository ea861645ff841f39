namespace Serverless.Training.Networks;

/// <summary>YOLOv8: C2f stages, an SPPF, a path-aggregation neck and a head on strides 8, 16 and 32.</summary>
internal static class YoloV8
{
    public static NetworkDeclaration Declare(Architecture architecture, int classes)
    {
        var network = new NetworkBuilder();
        int Down(int index, int from, int channels) =>
            network.Convolution($"model.{index}", from, architecture.Channels(channels), kernel: 3, step: 2);
        int Stage(int index, int from, int channels, int repeats, bool shortcut) =>
            network.C2f($"model.{index}", from, architecture.Channels(channels), architecture.Repeats(repeats), shortcut);

        var p2 = Stage(2, Down(1, Down(0, 0, 64), 128), 128, 3, shortcut: true);
        var p3 = Stage(4, Down(3, p2, 256), 256, 6, shortcut: true);
        var p4 = Stage(6, Down(5, p3, 512), 512, 6, shortcut: true);
        var p5 = Stage(8, Down(7, p4, 1024), 1024, 3, shortcut: true);
        var pyramid = network.SpatialPyramid("model.9", p5, architecture.Channels(1024));

        var up4 = Stage(12, network.Concatenate(network.Upsample(pyramid), p4), 512, 3, shortcut: false);
        var out3 = Stage(15, network.Concatenate(network.Upsample(up4), p3), 256, 3, shortcut: false);
        var out4 = Stage(18, network.Concatenate(Down(16, out3, 256), up4), 512, 3, shortcut: false);
        var out5 = Stage(21, network.Concatenate(Down(19, out4, 512), pyramid), 1024, 3, shortcut: false);

        var levels = network.Head("model.22", [out3, out4, out5], classes, separable: false);
        return new NetworkDeclaration(architecture.Name, classes, network.Layers, pyramid, levels, "model.22.dfl.conv.weight");
    }
}
