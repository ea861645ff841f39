using Serverless.LocalHost.Triggers;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class PollingBackoffTests
{
    [Fact]
    public void Next_WhileNothingComes_DoublesUpToTheMaximumUntilReset()
    {
        var backoff = new PollingBackoff(TimeSpan.FromMilliseconds(350));

        Assert.Equal([100, 200, 350, 350], Enumerable.Range(0, 4).Select(_ => backoff.Next().TotalMilliseconds));

        backoff.Reset();

        Assert.Equal(TimeSpan.FromMilliseconds(100), backoff.Next());
    }
}
