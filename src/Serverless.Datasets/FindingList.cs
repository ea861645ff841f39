namespace Serverless.Datasets;

/// <summary>Gathers findings and keeps the list short where one kind floods it: the rest is counted.</summary>
internal sealed class FindingList
{
    public const int ListedPerKind = 200;

    private readonly List<Finding> _findings = [];
    private readonly Dictionary<(FindingKind Kind, FindingSeverity Severity), int> _counts = [];

    public void Info(string file, FindingKind kind, string message, int? line = null) =>
        Add(new Finding(file, line, kind, FindingSeverity.Info, message));

    public void Warn(string file, FindingKind kind, string message, int? line = null) =>
        Add(new Finding(file, line, kind, FindingSeverity.Warning, message));

    public void Error(string file, FindingKind kind, string message, int? line = null) =>
        Add(new Finding(file, line, kind, FindingSeverity.Error, message));

    /// <summary>Adds what another list has.</summary>
    public void AddAll(FindingList other)
    {
        foreach (var finding in other._findings)
        {
            Add(finding);
        }

        foreach (var (key, count) in other._counts.Where(count => count.Value > ListedPerKind))
        {
            _counts[key] += count - ListedPerKind;
        }
    }

    public IReadOnlyList<Finding> ToList() =>
    [
        .. _findings,
        .. _counts
            .Where(count => count.Value > ListedPerKind)
            .OrderBy(count => count.Key)
            .Select(count => Rest(count.Key.Kind, count.Key.Severity, count.Value - ListedPerKind)),
    ];

    private static Finding Rest(FindingKind kind, FindingSeverity severity, int count) =>
        new(string.Empty, null, kind, severity, $"{count} more of this kind are not listed.", count);

    private void Add(Finding finding)
    {
        var key = (finding.Kind, finding.Severity);
        var count = _counts.GetValueOrDefault(key) + 1;
        _counts[key] = count;
        if (count <= ListedPerKind)
        {
            _findings.Add(finding);
        }
    }
}
