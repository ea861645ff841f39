using Serverless.Pipeline.Datasets;

namespace Serverless.Pipeline.Tests.Datasets;

public sealed class ArchiveNameTests
{
    [Theory]
    [InlineData("roads.zip", "roads")]
    [InlineData("roads.v2.TAR.GZ", "roads.v2")]
    [InlineData("roads.tgz", "roads")]
    [InlineData("roads.tar", "roads")]
    [InlineData("roads.rar", "roads")]
    [InlineData("folder/roads.zip", "folder/roads")]
    [InlineData("roads", "roads")]
    public void DatasetOf_File_LeavesTheExtensionOut(string file, string expected) => Assert.Equal(expected, ArchiveName.DatasetOf(file));

    [Theory]
    [InlineData("datasets/roads.gz")]
    [InlineData("datasets/roads")]
    [InlineData("datasets/roads.zip.part")]
    public void Require_OtherFile_SaysWhatIsTaken(string blobName) => Assert.Equal(
        $"inbox/{blobName} is no archive that is taken here: pack the data set as .zip, .tar, .tar.gz or .tgz and upload it under such a name.",
        Assert.Throws<PipelineException>(() => ArchiveName.Require(blobName)).Message);
}
