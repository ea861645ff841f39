using System.Text;
using Serverless.Pipeline.Datasets;

namespace Serverless.Pipeline.Tests;

public sealed class StrictJsonTests
{
    [Theory]
    [InlineData("{\"seeds\": 1}", "'seeds' is no field of it. Known fields: format, seed, validationShare, quality.")]
    [InlineData("{\"quality\": {\"minBoxPixel\": 1}}", "'minBoxPixel' is no field of it. Known fields: nearDuplicateDistance,")]
    [InlineData("{\"seed\": \"1\"}", "seed must be a whole number, without quotes (line 1, byte 13). Known fields: format,")]
    [InlineData("{\"seed\": 1.5}", "seed must be a whole number, without quotes (line 1, byte 13).")]
    [InlineData("{\n\"validationShare\": \"0,2\"}", "validationShare must be a number, without quotes and with a point for decimals (line 2, byte 25).")]
    [InlineData("{\"quality\": 1}", "quality must be an object in braces (line 1, byte 14).")]
    [InlineData("[]", "it must be an object in braces (line 1, byte 2).")]
    [InlineData("{\"format\": \"pascal\"}", "format has a value that it cannot have (line 1, byte 20). Use one of yolo, voc, coco, csv, unlabeled.")]
    [InlineData("{\"validationShare\": 0,2}", "it is no JSON: '2' is an invalid start of a property name.")]
    public void Read_WhatDoesNotFit_NamesFieldAndRemedyAndNoType(string json, string told)
    {
        var message = Assert.Throws<PipelineException>(() => StrictJson.Read<IngestionChoices>(Encoding.UTF8.GetBytes(json), "The body")).Message;

        Assert.StartsWith($"The body is not what is expected here: {told}", message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Serverless.", message, StringComparison.Ordinal);
    }
}
