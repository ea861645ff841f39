namespace Serverless.Training.Networks;

/// <summary>YOLO11: as YOLOv8, with C3k2 stages, attention after the SPPF, and a depth-wise class branch.</summary>
internal static class Yolo11
{
    public static NetworkDeclaration Declare(Architecture architecture, int classes)
    {
        var network = new NetworkBuilder();
        var large = architecture.Name[^1] is 'm' or 'l' or 'x';
        int Down(int index, int from, int channels) =>
            network.Convolution($"model.{index}", from, architecture.Channels(channels), kernel: 3, step: 2);
        int Stage(int index, int from, int channels, bool nested, double expansion = 0.5) => network.C3k2(
            $"model.{index}", from, architecture.Channels(channels), architecture.Repeats(2), nested || large, expansion);

        var p2 = Stage(2, Down(1, Down(0, 0, 64), 128), 256, nested: false, expansion: 0.25);
        var p3 = Stage(4, Down(3, p2, 256), 512, nested: false, expansion: 0.25);
        var p4 = Stage(6, Down(5, p3, 512), 512, nested: true);
        var p5 = Stage(8, Down(7, p4, 1024), 1024, nested: true);
        var pyramid = network.SpatialPyramid("model.9", p5, architecture.Channels(1024));
        var attended = network.PartialAttention("model.10", pyramid, architecture.Repeats(2));

        var up4 = Stage(13, network.Concatenate(network.Upsample(attended), p4), 512, nested: false);
        var out3 = Stage(16, network.Concatenate(network.Upsample(up4), p3), 256, nested: false);
        var out4 = Stage(19, network.Concatenate(Down(17, out3, 256), up4), 512, nested: false);
        var out5 = Stage(22, network.Concatenate(Down(20, out4, 512), attended), 1024, nested: true);

        var levels = network.Head("model.23", [out3, out4, out5], classes, separable: true);
        return new NetworkDeclaration(architecture.Name, classes, network.Layers, attended, levels, "model.23.dfl.conv.weight");
    }
}
