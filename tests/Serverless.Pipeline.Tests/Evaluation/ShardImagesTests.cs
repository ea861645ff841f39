using Serverless.Datasets;
using Serverless.Pipeline.Evaluation;

namespace Serverless.Pipeline.Tests.Evaluation;

public sealed class ShardImagesTests
{
    [Theory]
    [InlineData("shards/00000.tar", "roads/v3/shards/00000.tar")]
    [InlineData("../v1/shards/00007.tar", "roads/v1/shards/00007.tar")]
    [InlineData("../../other roads/v2/shards/00000.tar", "other roads/v2/shards/00000.tar")]
    public void BlobOf_PathInTheManifest_LeadsToTheVersionThatHasTheShard(string shard, string blob)
    {
        var manifest = new DatasetManifest
        {
            Name = "roads",
            Version = 3,
            Classes = ["pothole"],
            Images = [],
            Shards = [shard],
            Source = null!,
            CreatedAt = DateTimeOffset.UnixEpoch,
            Options = null!,
        };

        Assert.Equal(blob, ShardImages.BlobOf(new EvaluationRequest("pothole", 1, "roads", 3, DatasetSplit.Test, null), manifest, 0));
    }
}
