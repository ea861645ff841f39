using FsCheck;
using FsCheck.Fluent;
using Serverless.Datasets.Versions;
using static Serverless.Datasets.Tests.Versions.Manifests;

namespace Serverless.Datasets.Tests.Versions;

public sealed class DatasetDiffTests
{
    [Fact]
    public void Between_EveryKindOfChange_CountsAndNamesEach()
    {
        var before = Of("roads/v1", ["hole", "crack"], Image("same", boxes: Box), Image("gone"), Image("relabelled", boxes: Box), Image("moved"));
        var after = Of("roads/v2", ["crack", "hole", "patch"],
            Image("new"),
            Image("same", boxes: Box with { ClassId = 1 }),
            Image("relabelled", boxes: Box),
            Image("moved", DatasetSplit.Test));

        var diff = DatasetDiff.Between(before.Manifest, after.Manifest);

        Assert.Equivalent(new DiffSummary(1, Added: 1, Removed: 1, Relabeled: 1, Moved: 1, Unchanged: 1, ["patch"], []), diff.Summary, strict: true);
        Assert.Equal(["upload/new.jpg"], diff.Added);
        Assert.Equal(["upload/gone.jpg"], diff.Removed);
        Assert.Equal(["upload/relabelled.jpg"], diff.Relabeled);
        Assert.Equal(["upload/moved.jpg"], diff.Moved);
    }

    [Fact]
    public void Between_BoxesInAnotherOrder_IsNoChange()
    {
        var other = Box with { CenterX = 0.1f };

        var diff = DatasetDiff.Between(Of("a/v1", ["hole"], Image("x", boxes: [Box, other])).Manifest, Of("a/v2", ["hole"], Image("x", boxes: [other, Box])).Manifest);

        Assert.Equal((0, 1), (diff.Summary.Relabeled, diff.Summary.Unchanged));
    }

    [Fact]
    public void Between_ManyChanges_ListsSomeAndCountsAll()
    {
        DatasetImage[] images = [.. Enumerable.Range(0, DatasetDiff.Listed + 1).Select(number => Image($"{number}"))];

        var diff = DatasetDiff.Between(Of("a/v1", []).Manifest, Of("a/v2", [], images).Manifest);

        Assert.Equal((DatasetDiff.Listed + 1, DatasetDiff.Listed), (diff.Summary.Added, diff.Added.Count));
    }

    [Fact]
    public void Between_AnyTwoVersions_AccountsForEveryImage() => Prop
        .ForAll(Gen.Choose(0, 9).ListOf().ToArbitrary(), Gen.Choose(0, 9).ListOf().ToArbitrary(), (before, after) =>
        {
            var summary = DatasetDiff.Between(
                Of("a/v1", [], [.. before.Select(content => Image($"{content}"))]).Manifest,
                Of("a/v2", [], [.. after.Select(content => Image($"{content}"))]).Manifest).Summary;
            return summary.Added + summary.Unchanged == after.Count
                && summary.Removed + summary.Unchanged == before.Count
                && summary.Unchanged == Enumerable.Range(0, 10).Sum(content => Math.Min(before.Count(other => other == content), after.Count(other => other == content)));
        })
        .QuickCheckThrowOnFailure();
}
