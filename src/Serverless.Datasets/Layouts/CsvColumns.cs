namespace Serverless.Datasets.Layouts;

/// <summary>Where in a table of boxes the columns are; -1 for one that it does not have.</summary>
internal sealed record CsvColumns
{
    private static readonly string[] ImageNames =
        ["filename", "file", "image", "imagename", "imagefile", "imagefilename", "imagepath", "filepath", "path", "img", "imgname", "imageid", "imgid"];

    private static readonly string[] ClassNames =
        ["class", "classname", "label", "labelname", "category", "categoryname", "classid", "labelid", "categoryid", "cls", "name", "object"];

    /// <summary>What the four numbers of a box are.</summary>
    public required CsvBoxForm Form { get; init; }

    public required int Image { get; init; }

    public required int Class { get; init; }

    /// <summary>The four numbers of a box, in the order of <see cref="Form"/>.</summary>
    public required IReadOnlyList<int> Box { get; init; }

    public required int Split { get; init; }

    /// <summary>Width and height of the image in pixels.</summary>
    public required (int Width, int Height) Size { get; init; }

    public int Count => Math.Max(Math.Max(Image, Class), Box.Max()) + 1;

    /// <returns>Null where the header is none of a table of boxes.</returns>
    public static CsvColumns? Find(IReadOnlyList<string> header)
    {
        var names = header.Select(Plain).ToList();
        int Of(params string[] wanted) => wanted.Select(name => names.IndexOf(name)).FirstOrDefault(index => index >= 0, -1);

        (CsvBoxForm Form, int[] Columns)[] forms =
        [
            (CsvBoxForm.Edges, [Of("xmin", "minx", "x1", "left", "xleft", "bboxxmin", "bboxx1"), Of("ymin", "miny", "y1", "top", "ytop", "bboxymin", "bboxy1"), Of("xmax", "maxx", "x2", "right", "xright", "bboxxmax", "bboxx2"), Of("ymax", "maxy", "y2", "bottom", "ybottom", "bboxymax", "bboxy2")]),
            (CsvBoxForm.Center, [Of("xcenter", "centerx", "xcentre", "centrex", "cx", "xc"), Of("ycenter", "centery", "ycentre", "centrey", "cy", "yc"), Of("bboxwidth", "boxwidth", "w", "bw", "width"), Of("bboxheight", "boxheight", "h", "bh", "height")]),
            (CsvBoxForm.Corner, [Of("bboxx", "boxx", "x", "left", "xmin", "x1"), Of("bboxy", "boxy", "y", "top", "ymin", "y1"), Of("bboxwidth", "boxwidth", "w", "bw", "width"), Of("bboxheight", "boxheight", "h", "bh", "height")]),
        ];
        var image = Of(ImageNames);
        if (image < 0 || Array.Find(forms, form => Array.TrueForAll(form.Columns, column => column >= 0)) is not { Columns: { } box } found)
        {
            return null;
        }

        (int Width, int Height) size = (Of("imagewidth", "imgwidth", "width"), Of("imageheight", "imgheight", "height"));
        return new CsvColumns
        {
            Form = found.Form,
            Image = image,
            Class = Of(ClassNames),
            Box = box,
            Split = Of("split", "set", "subset", "usage", "partition"),
            Size = box.Contains(size.Width) || box.Contains(size.Height) ? (-1, -1) : size,
        };
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
