using Serverless.Training.Loading;

namespace Serverless.Training.Tests.Loading;

public sealed class PixelFileTests
{
    [Fact]
    public void Read_WhatWasAppended_ComesBack()
    {
        using var folder = new TemporaryFolder();
        using var file = new PixelFile(folder.Path, budget: 1000);

        var offsets = Enumerable.Range(0, 10).Select(i => file.TryAppend(Filled(i))!.Value).ToArray();

        Assert.All(offsets.Index(), pair =>
        {
            var bytes = new byte[100];
            file.Read(pair.Item, bytes);
            Assert.Equal(Filled(pair.Index), bytes);
        });
    }

    [Fact]
    public void TryAppend_BudgetUsedUp_Refuses()
    {
        using var folder = new TemporaryFolder();
        using var file = new PixelFile(folder.Path, budget: 250);

        Assert.Equal([0, 100, null], new[] { file.TryAppend(Filled(1)), file.TryAppend(Filled(2)), file.TryAppend(Filled(3)) });
        Assert.Equal(200, file.TryAppend(new byte[50]));
    }

    [Fact]
    public void TryAppend_FolderCannotBeWritten_Refuses()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("taken"), string.Empty);
        using var file = new PixelFile(folder.File("taken"), budget: 1000);

        Assert.Null(file.TryAppend(Filled(1)));
        Assert.Null(file.TryAppend(Filled(1)));
    }

    [Fact]
    public void TryAppend_WhileInUse_LeavesNoFileBehind()
    {
        using var folder = new TemporaryFolder();
        using var file = new PixelFile(folder.File("cache"), budget: 1000);

        file.TryAppend(Filled(1));

        Assert.Empty(Directory.GetFiles(folder.File("cache")));
    }

    private static byte[] Filled(int value) => [.. Enumerable.Repeat((byte)value, 100)];
}
