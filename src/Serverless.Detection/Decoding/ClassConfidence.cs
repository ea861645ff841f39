namespace Serverless.Detection.Decoding;

/// <summary>The confidence that each class has to exceed, by class id.</summary>
internal sealed class ClassConfidence
{
    private readonly float[] _byClass;
    private readonly float _other;

    /// <param name="thresholds">With confidences by name.</param>
    /// <param name="names">Class names by class id; several classes may share one.</param>
    /// <exception cref="ArgumentException">A name is not one of the model's.</exception>
    public ClassConfidence(DetectionThresholds thresholds, IReadOnlyList<string> names)
    {
        Thresholds = thresholds;
        _other = thresholds.Confidence;
        foreach (var name in thresholds.ClassConfidence.Keys)
        {
            if (!names.Contains(name))
            {
                throw new ArgumentException(
                    $"A confidence is given for the class '{name}', which the model does not have. It has: {string.Join(", ", names)}.",
                    nameof(thresholds));
            }
        }

        _byClass = [.. names.Select(name => thresholds.ClassConfidence.GetValueOrDefault(name, _other))];
    }

    /// <summary>What this was made from.</summary>
    public DetectionThresholds Thresholds { get; }

    /// <summary>No class is reported at or below this.</summary>
    public float Lowest => _byClass.Length == 0 ? _other : Math.Min(_other, _byClass.Min());

    public bool IsExceededBy(DetectedObject candidate) =>
        candidate.Confidence > (candidate.ClassId < _byClass.Length ? _byClass[candidate.ClassId] : _other);
}
