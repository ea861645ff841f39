namespace Serverless.Pipeline.Training;

/// <summary>What versions are compared by: 0.1 · mAP50 + 0.9 · mAP50-95, the recipe's fitness.</summary>
public static class Fitness
{
    public static double Of(double map50, double map50To95) => (0.1 * map50) + (0.9 * map50To95);
}
