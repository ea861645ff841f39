using System.Globalization;
using Serverless.LocalHost.Bindings;

namespace Serverless.LocalHost.Tests.Triggers;

public sealed class BindingExpressionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 2, 3, TimeSpan.Zero);

    private static readonly Dictionary<string, object?> Data = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "road",
        ["count"] = 7,
        ["order"] = """{ "customer": { "Id": "c1" }, "empty": null }""",
    };

    [Theory]
    [InlineData("box/{name}.txt", "box/road.txt")]
    [InlineData("box/{Name}-{count}", "box/road-7")]
    [InlineData("{order.customer.id}", "c1")]
    [InlineData("x{{name}}", "x{name}")]
    [InlineData("{DateTime}", "2026-03-01T10-02-03Z")]
    [InlineData("{datetime:yyyy/MM}", "2026/03")]
    [InlineData("plain", "plain")]
    public void Resolve_Expressions_TakeValues(string text, string expected) =>
        Assert.Equal(expected, BindingExpression.Parse(text).Resolve(Data, Now));

    [Fact]
    public void Resolve_RandomGuid_IsNewEachTimeAndFormatted()
    {
        var expression = BindingExpression.Parse("{rand-guid:N}");

        var values = new[] { expression.Resolve(Data, Now), expression.Resolve(Data, Now) };

        Assert.NotEqual(values[0], values[1]);
        Assert.All(values, value => Assert.True(Guid.TryParseExact(value, "N", out _), value));
    }

    [Theory]
    [InlineData("{unknown}", "unknown")]
    [InlineData("{order.customer.name}", "order.customer.name")]
    [InlineData("{order.empty}", "order.empty")]
    [InlineData("{name.first}", "name.first")]
    public void Resolve_WithoutValue_SaysWhichName(string text, string name)
    {
        var exception = Assert.Throws<InvalidOperationException>(() => BindingExpression.Parse(text).Resolve(Data, Now));

        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"No value for named parameter '{name}'."), exception.Message);
    }

    [Theory]
    [InlineData("{name")]
    [InlineData("name}")]
    [InlineData("{}")]
    public void Parse_UnevenBraces_QuotesTheText(string text)
    {
        var exception = Assert.Throws<FormatException>(() => BindingExpression.Parse(text));

        Assert.Contains($"\"{text}\"", exception.Message, StringComparison.Ordinal);
    }
}
