using System.Globalization;
using System.Text;
using System.Text.Json;
using Serverless.Detection.Outputs;
using Serverless.Detection.Tracking;

namespace Serverless.Detection.Tests.Outputs;

public sealed class OutputTests : IDisposable
{
    private static readonly string[] Names = ["car", "big, \"old\" bus"];

    private static readonly FrameDetections[] Frames =
    [
        new(0, 0, [new DetectedObject(new Box(12.5f, 40, 96, 88.256f), 1, 0.83124f), new DetectedObject(new Box(1, 2, 3, 4), 7, 1)]),
        new(3, 0.1, []),
        new(4, 4 / 30.0, [new DetectedObject(new Box(0, 0, 1000.125f, 2), 0, 0.5f)]),
    ];

    private static readonly Track[] Tracks =
    [
        new(1, 0, [new TrackObservation(0, 0, new Box(10, 20, 30, 60), 0.5f), new TrackObservation(2, 0.08, new Box(12, 20, 32.5f, 60), 0.75f)]),
        new(2, 1, [new TrackObservation(0, 0, new Box(0, 0, 5, 5), 0.25f)]),
    ];

    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    // A culture that writes 0,5 must not matter.
    public OutputTests() => CultureInfo.CurrentCulture = new CultureInfo(CultureInfo.InvariantCulture.Name, useUserOverride: false)
    {
        NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NegativeSign = "~" },
    };

    public void Dispose() => CultureInfo.CurrentCulture = _before;

    [Fact]
    public void CsvDetections_QuotesAndRounds() => Assert.Equal(
        "frame,time,class_id,class,confidence,left,top,right,bottom\r\n"
            + "0,0,1,\"big, \"\"old\"\" bus\",0.8312,12.5,40,96,88.26\r\n"
            + "0,0,7,class7,1,1,2,3,4\r\n"
            + "4,0.133333,0,car,0.5,0,0,1000.13,2\r\n",
        Text(stream => CsvOutput.WriteDetections(stream, Frames, Names)),
        ignoreLineEndingDifferences: false);

    [Fact]
    public void CsvTracks_TellsFirstLastAndBest() => Assert.Equal(
        "track,class_id,class,first_frame,first_time,last_frame,last_time,observations,best_frame,best_time,best_confidence,left,top,right,bottom\r\n"
            + "1,0,car,0,0,2,0.08,2,2,0.08,0.75,12,20,32.5,60\r\n"
            + "2,1,\"big, \"\"old\"\" bus\",0,0,0,0,1,0,0,0.25,0,0,5,5\r\n",
        Text(stream => CsvOutput.WriteTracks(stream, Tracks, Names)));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"x\"", "\"say \"\"x\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    public void CsvQuote_Field_IsAsInTheRfc(string text, string expected) => Assert.Equal(expected, CsvField.Quote(text));

    [Fact]
    public void JsonDetections_ReadsBack()
    {
        using var document = JsonDocument.Parse(Text(stream => JsonOutput.WriteDetections(stream, Frames, Names)));
        var root = document.RootElement;

        Assert.Equal(Names, root.GetProperty("names").EnumerateArray().Select(name => name.GetString()!));
        var frames = root.GetProperty("frames").EnumerateArray().ToList();
        Assert.Equal([0, 3, 4], frames.Select(frame => frame.GetProperty("frame").GetInt32()));
        Assert.Equal([2, 0, 1], frames.Select(frame => frame.GetProperty("objects").GetArrayLength()));
        var first = frames[0].GetProperty("objects")[0];
        Assert.Equal((1, Names[1], 0.8312), (first.GetProperty("class").GetInt32(), first.GetProperty("name").GetString(), first.GetProperty("confidence").GetDouble()));
        Assert.Equal([12.5, 40, 96, 88.26], first.GetProperty("box").EnumerateArray().Select(edge => edge.GetDouble()));
    }

    [Fact]
    public void JsonTracks_IsExactly() => Assert.Equal(
        """{"names":["car"],"tracks":[{"track":1,"class":0,"name":"car","best":2,"observations":[{"frame":0,"time":0,"confidence":0.5,"box":[10,20,30,60]},{"frame":2,"time":0.08,"confidence":0.75,"box":[12,20,32.5,60]}]}]}""",
        Text(stream => JsonOutput.WriteTracks(stream, Tracks[..1], ["car"])));

    [Fact]
    public void Yolo_Labels_AreShares()
    {
        DetectedObject[] objects = [new(new Box(10, 20, 30, 60), 0, 0.5f), new(new Box(-10, -10, 50, 25), 3, 0.123456f), new(new Box(150, 0, 160, 9), 1, 1)];

        Assert.Equal(
            "0 0.200000 0.400000 0.200000 0.400000\n3 0.250000 0.125000 0.500000 0.250000\n",
            Text(stream => YoloTextOutput.Write(stream, objects, new ImageSize(100, 100), withConfidence: false)));
        Assert.Equal(
            "0 0.200000 0.400000 0.200000 0.400000 0.500000\n3 0.250000 0.125000 0.500000 0.250000 0.123456\n",
            Text(stream => YoloTextOutput.Write(stream, objects, new ImageSize(100, 100), withConfidence: true)));
    }

    [Fact]
    public void Yolo_NoObjects_IsEmpty() =>
        Assert.Equal("", Text(stream => YoloTextOutput.Write(stream, [], new ImageSize(100, 100), withConfidence: true)));

    [Fact]
    public void Yolo_NoImage_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => YoloTextOutput.Write(Stream.Null, [], new ImageSize(0, 5), withConfidence: true));

    [Fact]
    public void CocoResults_AreExactly()
    {
        CocoImage[] images = [new(42, "a.jpg", new ImageSize(640, 480), [new DetectedObject(new Box(10.5f, 20, 30, 60.256f), 1, 0.8765432f)])];

        Assert.Equal(
            """[{"image_id":42,"category_id":2,"bbox":[10.5,20,19.5,40.26],"score":0.87654}]""",
            Text(stream => CocoOutput.WriteResults(stream, images)));
        Assert.Equal(
            """[{"image_id":42,"category_id":90,"bbox":[10.5,20,19.5,40.26],"score":0.87654}]""",
            Text(stream => CocoOutput.WriteResults(stream, images, [1, 90])));
        Assert.Throws<ArgumentException>(() => Text(stream => CocoOutput.WriteResults(stream, images, [1])));
    }

    [Fact]
    public void CocoDataset_IsExactly()
    {
        CocoImage[] images =
        [
            new(1, "a.jpg", new ImageSize(640, 480), [new DetectedObject(new Box(10, 20, 30, 60), 1, 0.5f)]),
            new(2, "b.jpg", new ImageSize(64, 48), []),
        ];

        Assert.Equal(
            """{"images":[{"id":1,"file_name":"a.jpg","width":640,"height":480},{"id":2,"file_name":"b.jpg","width":64,"height":48}],"annotations":[{"id":1,"image_id":1,"category_id":2,"bbox":[10,20,20,40],"area":800,"iscrowd":0,"score":0.5}],"categories":[{"id":1,"name":"car"},{"id":2,"name":"bus"}]}""",
            Text(stream => CocoOutput.WriteDataset(stream, images, ["car", "bus"], withScores: true)));
        Assert.DoesNotContain("score", Text(stream => CocoOutput.WriteDataset(stream, images, ["car", "bus"], withScores: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Mot_Tracks_CountFromOneByFrameThenTrack()
    {
        Assert.Equal(
            "1,1,11,21,20,40,0.5,-1,-1,-1\n1,2,1,1,5,5,0.25,-1,-1,-1\n3,1,13,21,20.5,40,0.75,-1,-1,-1\n",
            Text(stream => MotTextOutput.Write(stream, Tracks)));
        Assert.Equal("1,2,1,1,5,5,0.25,-1,-1,-1\n", Text(stream => MotTextOutput.Write(stream, Tracks, classId: 1)));
    }

    private static string Text(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        Assert.True(stream.CanWrite);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
