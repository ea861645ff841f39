using System.IO.Compression;
using System.Text;
using Serverless.Datasets.Tests.Layouts;
using Serverless.Datasets.Tests.Support;

namespace Serverless.Datasets.Tests.Robustness;

/// <summary>Uploads that are wrong in all ways that people and their tools, or an attacker, find. The same at each run.</summary>
internal static class BadInputs
{
    private static readonly string Deep = new('[', 100_000);

    public static IEnumerable<BadInput> All() =>
        [.. Archives(), .. NoArchives(), .. Paths(), .. Bombs(), .. Labels(), .. Annotations(), .. Json(), .. Tables(), .. Yaml(), .. Images()];

    /// <summary>A copy with bytes cut off, flipped, repeated or exchanged.</summary>
    public static byte[] Mutate(byte[] bytes, Random random)
    {
        var mutated = bytes.ToArray();
        for (var changes = random.Next(1, 9); changes > 0 && mutated.Length > 0; changes--)
        {
            var at = random.Next(mutated.Length);
            switch (random.Next(8))
            {
                case 0:
                    mutated = mutated[..at];
                    break;
                case 1:
                    mutated = [.. mutated[..at], .. mutated[Math.Min(mutated.Length, at + random.Next(1, 64))..]];
                    break;
                case 2 when mutated.Length < 1 << 20:
                    mutated = [.. mutated[..at], .. mutated.AsSpan(at, Math.Min(mutated.Length - at, random.Next(1, 200))), .. mutated[at..]];
                    break;
                case 3:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 4:
                    mutated.AsSpan(at, Math.Min(mutated.Length - at, random.Next(1, 9))).Fill(random.Next(2) == 0 ? (byte)0xFF : (byte)0);
                    break;
                default:
                    mutated[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
        }

        return mutated;
    }

    private static IEnumerable<BadInput> Archives()
    {
        var random = new Random(6);
        (string Name, byte[] Bytes)[] whole =
        [
            ("zip", DatasetBuilder.Ordinary().Zip().ToArray()),
            ("stored zip", DatasetBuilder.Ordinary().Zip(CompressionLevel.NoCompression).ToArray()),
            ("tar", DatasetBuilder.Ordinary().Tar()),
            ("tar.gz", DatasetBuilder.Ordinary().TarGz()),
            ("zip in zip", new DatasetBuilder().File("in.zip", DatasetBuilder.Ordinary().Zip().ToArray()).Zip().ToArray()),
        ];
        foreach (var (name, bytes) in whole)
        {
            for (var i = 0; i < 10; i++)
            {
                var length = random.Next(1, bytes.Length - 1024);
                yield return new BadInput($"{name} cut at {length} ({i})", bytes[..length]);
            }

            for (var i = 0; i < 15; i++)
            {
                yield return new BadInput($"{name} damaged ({i})", Mutate(bytes, random), MustTell: false);
            }
        }
    }

    private static IEnumerable<BadInput> NoArchives()
    {
        (string Name, byte[] Bytes)[] files =
        [
            ("nothing", []),
            ("one byte", [0x50]),
            ("end of zip alone, cut", "PK\x05\x06"u8.ToArray()),
            ("gzip magic alone", [0x1F, 0x8B]),
            ("rar", [.. "Rar!"u8, 0x1A, 7, 1, 0]),
            ("7z", [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]),
            ("bzip2", "BZh91AY&SY"u8.ToArray()),
            ("xz", [0xFD, .. "7zXZ"u8, 0]),
            ("jpeg", TestImages.Jpeg()),
            ("web page", "<!DOCTYPE html><html><body>Sign in</body></html>"u8.ToArray()),
            ("text", "this is no archive at all, only some words"u8.ToArray()),
            ("zeros", new byte[4096]),
            ("program", [0x7F, .. "ELF"u8, .. new byte[600]]),
            ("gzip of a zip", DatasetBuilder.Gzip(DatasetBuilder.Ordinary().Zip().ToArray())),
            ("gzip of a gzip", DatasetBuilder.Gzip(DatasetBuilder.Ordinary().TarGz())),
            ("zip without entries", new DatasetBuilder().Zip().ToArray()),
            ("tar without entries", new byte[1024]),
        ];
        return files.Select(file => new BadInput(file.Name, file.Bytes));
    }

    private static IEnumerable<BadInput> Paths()
    {
        string[] names = ["../x.jpg", "a/../../x.jpg", "..\\x.jpg", "/etc/x.jpg", "C:/x.jpg", "c:\\x.jpg", "\\\\server\\share\\x.jpg", "a/\u0007b.jpg", "a\nb.jpg", ".."];
        return names.SelectMany(name => new[]
        {
            new BadInput($"zip with {name}", DatasetBuilder.Ordinary().Text(name, "x").Zip().ToArray()),
            new BadInput($"tar with {name}", DatasetBuilder.Ordinary().Text(name, "x").Tar()),
        });
    }

    private static IEnumerable<BadInput> Bombs()
    {
        var zeros = new byte[70 << 20];
        yield return new BadInput("zip bomb", DatasetBuilder.Ordinary().File("train/images/bomb.bmp", zeros).Zip().ToArray());
        yield return new BadInput("gzip bomb", DatasetBuilder.Gzip(zeros));
        yield return new BadInput("zip bomb in zip", new DatasetBuilder().File("in.zip", DatasetBuilder.Ordinary().File("train/images/bomb.bmp", zeros).Zip().ToArray()).Zip().ToArray());
        yield return new BadInput("tar bomb in zip", new DatasetBuilder().File("in.tar.gz", DatasetBuilder.Gzip(zeros)).Zip().ToArray());
        yield return new BadInput("label bomb", DatasetBuilder.Ordinary().File("train/labels/a.txt", new byte[60 << 20]).Zip().ToArray());
        yield return new BadInput("table bomb", Pictures().File("t.csv", [.. "image,class,xmin,ymin,xmax,ymax\n"u8, .. new byte[60 << 20]]).Zip().ToArray());
        yield return new BadInput("JSON bomb", Pictures().File("t.json", [.. "{\"images\": [\""u8, .. Enumerable.Repeat((byte)'a', 66 << 20)]).Zip().ToArray());
    }

    private static IEnumerable<BadInput> Labels()
    {
        string[] lines =
        [
            "NaN 0.5 0.5 0.2 0.2", "0 NaN 0.5 0.2 0.2", "0 0.5 nan 0.2 0.2", "0 inf 0.5 0.2 0.2", "0 0.5 0.5 -Infinity 0.2", "0 1e999 0.5 0.2 0.2",
            "0 1e308 1e308 1e308 1e308", "0 -1e308 0.5 1e308 0.2", "99999999999999999999 0.5 0.5 0.2 0.2", "-1 0.5 0.5 0.2 0.2", "1.5 0.5 0.5 0.2 0.2", "7 0.5 0.5 0.2 0.2",
            "0 0,5 0,5 0,2 0,2", "0,0.5,0.5,0.2,0.2", "0;0.5;0.5;0.2;0.2", "0 0.5 0.5 0.2", "0 0.5 0.5 0.2 0.2 0.9 0.9 0.9", "0 320 240 64 48", "0 0.5 0.5 0 0.2", "0 0.5 0.5 -0.2 0.2",
            "0 0.5 0.5 1e-9 1e-9", "0 5 5 0.2 0.2", "0x0 0.5 0.5 0.2 0.2", "\u0660 0.5 0.5 0.2 0.2", "car 0.5 0.5 0.2 0.2", "{\"class\": 0}", "0 0.9 0.9 0.4 0.4", "0 \u22120.5 0.5 0.2 0.2", "1,000 0.5 0.5 0.2 0.2",
        ];
        foreach (var line in lines)
        {
            yield return new BadInput($"label \"{line}\"", DatasetBuilder.Ordinary().Pair("train/images/x.jpg", "train/labels/x.txt", $"{line}\n{DatasetBuilder.Box}").Zip().ToArray());
        }

        (string Name, byte[] Bytes)[] files =
        [
            ("UTF-16 label without mark", Encoding.Unicode.GetBytes(DatasetBuilder.Box)),
            ("label of zeros", new byte[1000]),
            ("label that is a JPEG", TestImages.Jpeg()),
            ("label of one long line", [.. Encoding.ASCII.GetBytes("0 " + string.Concat(Enumerable.Repeat("0.5 ", 100_001)))]),
            ("label of invalid UTF-8", [0x30, 0x20, 0xC3, 0x28, 0xFF, 0x0A]),
            ("label too long", Enumerable.Repeat((byte)'1', 5 << 20).ToArray()),
        ];
        foreach (var (name, bytes) in files)
        {
            yield return new BadInput(name, DatasetBuilder.Ordinary().Image("train/images/x.jpg").File("train/labels/x.txt", bytes).Zip().ToArray());
        }
    }

    private static IEnumerable<BadInput> Annotations()
    {
        var good = VocLayoutTests.Xml(("car", 0, 0, 32, 24));
        (string Name, string Xml)[] files =
        [
            ("billion laughs", "<!DOCTYPE a [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><annotation>&c;</annotation>"),
            ("external entity", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><annotation><object><name>&x;</name></object></annotation>"),
            ("external DTD", "<!DOCTYPE annotation SYSTEM \"http://127.0.0.1:9/x.dtd\"><annotation/>"),
            ("deep nesting", "<annotation>" + string.Concat(Enumerable.Repeat("<a>", 100_000))),
            ("not closed", good[..^5]),
            ("NaN edge", good.Replace(">32<", ">NaN<", StringComparison.Ordinal)),
            ("infinite edge", good.Replace(">32<", ">1e999<", StringComparison.Ordinal)),
            ("huge edge", good.Replace(">32<", ">1e300<", StringComparison.Ordinal)),
            ("decimal comma", good.Replace(">32<", ">32,5<", StringComparison.Ordinal)),
            ("no number", good.Replace(">32<", ">many<", StringComparison.Ordinal)),
            ("turned edges", VocLayoutTests.Xml(("car", 32, 24, 0, 0))),
            ("negative box", VocLayoutTests.Xml(("car", -50, -50, -10, -10))),
            ("outside", VocLayoutTests.Xml(("car", 500, 500, 600, 600))),
            ("no area", VocLayoutTests.Xml(("car", 5, 5, 5, 9))),
            ("no edges", good.Replace("xmin", "left", StringComparison.Ordinal)),
            ("no name", good.Replace(">car<", "><", StringComparison.Ordinal)),
            ("other size", good.Replace(">64<", ">6400<", StringComparison.Ordinal)),
            ("text", "just text"),
            ("nothing", string.Empty),
            ("unknown encoding", "<?xml version=\"1.0\" encoding=\"klingon\"?>" + good),
            ("control character", good.Replace("car", "c\u0001ar", StringComparison.Ordinal)),
            ("undeclared entity", good.Replace("car", "&car;", StringComparison.Ordinal)),
            ("encoding that lies", "<?xml version=\"1.0\" encoding=\"utf-16\"?>" + good),
            ("many attributes", "<annotation " + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"a{i}=\"\" ")) + "/>"),
            ("web page", "<html><body>gone</body></html>"),
        ];
        return files.Select(file => new BadInput(
            $"XML: {file.Name}",
            new DatasetBuilder().Pair("images/a.jpg", "annotations/a.xml", good).Pair("images/b.jpg", "annotations/b.xml", good).Pair("images/c.jpg", "annotations/c.xml", file.Xml).Zip().ToArray()));
    }

    private static IEnumerable<BadInput> Json()
    {
        const string box = """{"id": 1, "image_id": 1, "category_id": 3, "bbox": [0, 0, 32, 24]}""";
        string Of(string annotation) => CocoLayoutTests.Json(CocoLayoutTests.Images, $"{box}, {annotation}");
        (string Name, string Json)[] files =
        [
            ("deep nesting", Deep), ("deep nesting inside", "{\"images\": " + Deep), ("deep objects", string.Concat(Enumerable.Repeat("{\"a\":", 100_000))),
            ("infinite box", Of("""{"id": 2, "image_id": 1, "category_id": 3, "bbox": [0, 0, 1e999, 24]}""")),
            ("huge box", Of("""{"id": 2, "image_id": 1, "category_id": 3, "bbox": [1e308, 1e308, 1e307, 1e307]}""")),
            ("NaN", Of("""{"id": 2, "image_id": 1, "category_id": 3, "bbox": [NaN, 0, 32, 24]}""")),
            ("text in box", Of("""{"id": 2, "image_id": 1, "category_id": 3, "bbox": ["0", "0", "32", "24"]}""")),
            ("short box", Of("""{"id": 2, "image_id": 1, "category_id": 3, "bbox": [0, 0, 32]}""")),
            ("null box", Of("""{"id": 2, "image_id": 1, "category_id": 3, "bbox": null}""")),
            ("odd polygon", Of("""{"id": 2, "image_id": 1, "category_id": 3, "segmentation": [[1]]}""")),
            ("polygon of text", Of("""{"id": 2, "image_id": 1, "category_id": 3, "segmentation": [["a", "b"]]}""")),
            ("mask without box", Of("""{"id": 2, "image_id": 1, "category_id": 3, "segmentation": {"counts": "x", "size": [4, 4]}}""")),
            ("negative size", Of("""{"id": 2, "image_id": 1, "category_id": 3, "bbox": [9, 9, -5, -5]}""")),
            ("no ids", Of("""{"bbox": [0, 0, 32, 24]}""")), ("unknown image", Of("""{"id": 2, "image_id": 1e99, "category_id": 3, "bbox": [0, 0, 32, 24]}""")),
            ("unknown category", Of("""{"id": 2, "image_id": 1, "category_id": -3, "bbox": [0, 0, 32, 24]}""")),
            ("annotation that is a list", Of("[[1, 2]]")), ("annotation that is null", Of("null")), ("annotation that is text", Of("\"x\"")),
            ("ids that are lists", Of("""{"id": [1], "image_id": [1], "category_id": {}, "bbox": [0, 0, 32, 24]}""")),
            ("bad escape", Of("""{"id": 2, "image_id": "\ud800", "category_id": 3, "bbox": [0, 0, 32, 24]}""")),
            ("name that leads out", CocoLayoutTests.Json(CocoLayoutTests.Images + """, {"id": 3, "file_name": "../../etc/passwd"}""", box)),
            ("empty name", CocoLayoutTests.Json(CocoLayoutTests.Images + """, {"id": 3, "file_name": ""}""", box)),
            ("same image twice", CocoLayoutTests.Json(CocoLayoutTests.Images + """, {"id": 3, "file_name": "a.jpg"}""", box)),
            ("categories that are text", CocoLayoutTests.Json(CocoLayoutTests.Images, box, "\"car\"")), ("categories of null", CocoLayoutTests.Json(CocoLayoutTests.Images, box, "[null, 3]")),
            ("no categories", CocoLayoutTests.Json(CocoLayoutTests.Images, box, "[]")), ("no list", "[]"), ("empty object", "{}"), ("nothing", string.Empty), ("text", "hello"), ("cut", Of(box)[..90]),
            ("garbage in between", Of("}{")), ("other size", Of(box).Replace("\"width\": 64", "\"width\": 6400", StringComparison.Ordinal)),
        ];
        foreach (var (name, json) in files)
        {
            yield return new BadInput($"JSON: {name}", Pictures().Text("labels.json", json).Zip().ToArray());
        }

        yield return new BadInput("JSON: UTF-16", Pictures().File("labels.json", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Of(box))]).Zip().ToArray());
    }

    private static IEnumerable<BadInput> Tables()
    {
        const string header = "image,class,xmin,ymin,xmax,ymax\na.jpg,car,0,0,32,24\n";
        string[] rows =
        [
            "b.jpg,car,NaN,0,32,24", "b.jpg,car,0,inf,32,24", "b.jpg,car,1e999,0,32,24", "b.jpg,car,0,0,1e308,1e308", "b.jpg,car,\"0,5\",0,32,24", "b.jpg,car,a,b,c,d",
            "b.jpg,car", "b.jpg", ",car,0,0,32,24", "gone.jpg,car,0,0,32,24", "b.jpg,,0,0,32,24", "b.jpg,car,32,24,0,0", "b.jpg,car,500,500,600,600", "b.jpg,car,-9,-9,-1,-1",
            "\"b.jpg,car,0,0,32,24", "b.jpg;car;0;0;32;24", "../../etc/passwd,car,0,0,32,24", "b.jpg,car,1,1,1,1", "b.jpg,car,0x1,0,32,24", "b.jpg,car,1 000,0,32,24",
        ];
        foreach (var row in rows)
        {
            yield return new BadInput($"table: {row}", Pictures().Text("t.csv", header + row).Zip().ToArray());
        }

        foreach (var (name, text) in new[] { ("no header", "a.jpg,car,0,0,32,24"), ("header alone", "image,class,xmin,ymin,xmax,ymax"), ("nothing", string.Empty), ("zeros", new string('\0', 5000)) })
        {
            yield return new BadInput($"table: {name}", Pictures().Text("t.csv", text).Zip().ToArray());
        }

        yield return new BadInput("table: UTF-16 without mark", Pictures().File("t.csv", Encoding.Unicode.GetBytes(header)).Zip().ToArray());
    }

    private static IEnumerable<BadInput> Yaml()
    {
        (string Name, string Yaml)[] files =
        [
            ("alias bomb", "a: &a [x, x, x, x, x, x, x, x, x]\n" + string.Concat("bcdefghi".Select((c, i) => $"{c}: &{c} [{string.Join(", ", Enumerable.Repeat($"*{(char)(c - 1)}", 9))}]\n")) + "names: *i\n"),
            ("unknown alias", "names: *nobody"), ("alias of itself", "names: &a [*a]"), ("deep nesting", "names: " + Deep), ("not closed", "names: [a, b"), ("tabs", "names:\n\t- a\n\t- b\n"),
            ("names that are lists", "names: [[a]]"), ("empty name", "names: ['', b]"), ("no number", "names: {x: a}"), ("negative id", "names: {-1: a}"), ("huge id", "names: {999999999: a}"),
            ("same key twice", "names: [a]\nnames: [b]"), ("binary", "\u0000\u0001\u0002names: [a]"), ("control character", "names: [\"\u0007\u001b\"]\nnc: 4"), ("text alone", "hello world"), ("null names", "names: [~, null]\nnc: 9"),
        ];
        return files.Select(file => new BadInput(
            $"YAML: {file.Name}",
            new DatasetBuilder().Pair("train/a.jpg", "train/a.txt").Pair("val/b.jpg", "val/b.txt").Text("data.yaml", file.Yaml).Zip().ToArray(),
            MustTell: file.Name is not ("null names" or "control character")));
    }

    private static IEnumerable<BadInput> Images()
    {
        var huge = TestImages.Png();
        huge[16] = huge[20] = 0x7F;
        var flipped = TestImages.Png();
        flipped[60] ^= 0xFF;
        (string Name, byte[] Bytes)[] files =
        [
            ("no bytes", []), ("text", "no image"u8.ToArray()), ("cut JPEG", TestImages.Jpeg()[..200]), ("cut PNG", TestImages.Png()[..80]), ("header alone", [0xFF, 0xD8, 0xFF, 0xD9]),
            ("huge PNG", huge), ("damaged PNG", flipped), ("GIF of 65535 squared", [.. "GIF89a"u8, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0x3B]), ("BMP header", [.. "BM"u8, .. new byte[60]]), ("web page", "<html>404</html>"u8.ToArray()),
            ("alpha PNG called jpg", TestImages.Encode(".png", OpenCvSharp.MatType.CV_8UC4)), ("CMYK", TestImages.CmykJpeg), ("turned", TestImages.TurnedJpeg(6)),
        ];
        return files.Select(file => new BadInput($"image: {file.Name}", DatasetBuilder.Ordinary().File("train/images/x.jpg", file.Bytes).Text("train/labels/x.txt", DatasetBuilder.Box).Zip().ToArray(), MustTell: file.Name != "damaged PNG"));
    }

    private static DatasetBuilder Pictures() => new DatasetBuilder().Image("a.jpg").Image("b.jpg");
}
