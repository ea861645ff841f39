namespace Serverless.Training.Tests.Losses;

/// <summary>The loss once more, in scalars, from the publications: for one image and anchors that are assigned already.</summary>
/// <param name="Points">Centre and stride of every anchor, in cells of its level and pixels.</param>
/// <param name="Assigned">Which anchor is to find which box, in pixels, with which score.</param>
internal sealed record ReferenceLoss(
    IReadOnlyList<(double X, double Y, double Stride)> Points,
    IReadOnlyList<(int Anchor, double[] Box, double Score)> Assigned)
{
    private const int Bins = 16;
    private const double Epsilon = 1e-7;

    /// <summary>The weight of the aspect term at a place; it carries no gradient, so differences are taken with it fixed.</summary>
    public double[] AspectWeights(double[][] boxes) => [.. Assigned.Select(assigned => Overlap(Predict(boxes, assigned.Anchor), Target(assigned)) switch
    {
        var (iou, _, aspect) => aspect / (aspect - iou + 1 + Epsilon),
    })];

    /// <param name="boxes">[anchors][64] logits.</param>
    /// <param name="classes">[anchors] logits of the only class.</param>
    public (double Box, double Class, double Distribution) Compute(double[][] boxes, double[] classes, double[] aspectWeights)
    {
        var normalizer = Math.Max(1, Assigned.Sum(assigned => assigned.Score));
        var (box, distribution) = (0.0, 0.0);
        for (var i = 0; i < Assigned.Count; i++)
        {
            var (iou, distance, aspect) = Overlap(Predict(boxes, Assigned[i].Anchor), Target(Assigned[i]));
            box += Assigned[i].Score * (1 - iou + distance + (aspect * aspectWeights[i]));
            distribution += Assigned[i].Score * DistributionFocal(boxes[Assigned[i].Anchor], Assigned[i]);
        }

        var score = classes.Select((logit, anchor) => CrossEntropy(logit, Assigned.FirstOrDefault(assigned => assigned.Anchor == anchor && assigned.Box is not null).Score)).Sum();
        return (7.5 * box / normalizer, 0.5 * score / normalizer, 1.5 * distribution / normalizer);
    }

    private static double CrossEntropy(double logit, double target) => Math.Log(1 + Math.Exp(logit)) - (logit * target);

    private static (double Iou, double Distance, double Aspect) Overlap(double[] a, double[] b)
    {
        var (widthA, heightA, widthB, heightB) = (a[2] - a[0], a[3] - a[1] + Epsilon, b[2] - b[0], b[3] - b[1] + Epsilon);
        var inner = Math.Max(0, Math.Min(a[2], b[2]) - Math.Max(a[0], b[0])) * Math.Max(0, Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
        var iou = inner / ((widthA * heightA) + (widthB * heightB) - inner + Epsilon);
        var diagonal = Math.Pow(Math.Max(a[2], b[2]) - Math.Min(a[0], b[0]), 2) + Math.Pow(Math.Max(a[3], b[3]) - Math.Min(a[1], b[1]), 2) + Epsilon;
        var centers = (Math.Pow(b[0] + b[2] - a[0] - a[2], 2) + Math.Pow(b[1] + b[3] - a[1] - a[3], 2)) / 4;
        var angle = Math.Atan(widthB / heightB) - Math.Atan(widthA / heightA);
        return (iou, centers / diagonal, 4 / (Math.PI * Math.PI) * angle * angle);
    }

    private static double[] Probabilities(double[] logits, int side)
    {
        var exponentials = Enumerable.Range(0, Bins).Select(bin => Math.Exp(logits[(side * Bins) + bin])).ToArray();
        return [.. exponentials.Select(value => value / exponentials.Sum())];
    }

    private double[] Predict(double[][] boxes, int anchor)
    {
        var sides = Enumerable.Range(0, 4).Select(side => Probabilities(boxes[anchor], side).Select((share, bin) => share * bin).Sum()).ToArray();
        var (x, y, _) = Points[anchor];
        return [x - sides[0], y - sides[1], x + sides[2], y + sides[3]];
    }

    private double[] Target((int Anchor, double[] Box, double Score) assigned) => [.. assigned.Box.Select(side => side / Points[assigned.Anchor].Stride)];

    private double DistributionFocal(double[] logits, (int Anchor, double[] Box, double Score) assigned)
    {
        var (x, y, _) = Points[assigned.Anchor];
        var box = Target(assigned);
        double[] distances = [x - box[0], y - box[1], box[2] - x, box[3] - y];
        return distances.Select((given, side) =>
        {
            var distance = Math.Clamp(given, 0, Bins - 1.01);
            var below = (int)distance;
            var shares = Probabilities(logits, side);
            return -((1 - (distance - below)) * Math.Log(shares[below])) - ((distance - below) * Math.Log(shares[below + 1]));
        }).Average();
    }
}
