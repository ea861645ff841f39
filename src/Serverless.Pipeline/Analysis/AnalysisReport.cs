using System.Globalization;
using System.Net;
using System.Text;

namespace Serverless.Pipeline.Analysis;

/// <summary>An analysis on one page, beside the files that it shows: <c>results/{id}/report.html</c>.</summary>
public static class AnalysisReport
{
    private const string Style =
        "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#222}"
        + "video,img{width:100%;border:1px solid #ddd}table{border-collapse:collapse}td,th{padding:.15rem .8rem;text-align:right;border-bottom:1px solid #eee}"
        + "td:first-child,th:first-child{text-align:left}.drawn{font-weight:bold;background:#fff6e0}.warning{background:#fde8e8;padding:.5rem 1rem}"
        + ".objects{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:1rem}.objects a{color:inherit;text-decoration:none}"
        + "figure{margin:0}figure img{height:9rem;object-fit:contain;background:#f3f3f3}figcaption{font-size:13px;line-height:1.4}";

    // Without it, the links to the moments of a video open it by itself.
    private const string Script =
        "<script>for(const a of document.querySelectorAll('a[data-seconds]'))a.onclick=e=>{const v=document.querySelector('video');"
        + "v.currentTime=a.dataset.seconds;v.scrollIntoView({block:'nearest'});e.preventDefault()}</script>\n";

    /// <summary>The page. Sections follow one another.</summary>
    /// <param name="summary">What the analysis came to.</param>
    /// <param name="objects">Which objects are shown as pictures.</param>
    public static string Html(AnalysisSummary summary, IReadOnlyList<BestObject> objects)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>{Text(Name(summary))}</title><style>{Style}</style></head><body>\n");
        AddOverview(page, summary);
        page.Append("<video controls preload=\"metadata\" src=\"annotated.mp4\"></video>\n");
        page.Append("<h2>Detections over time</h2>\n<img src=\"timeline.png\" alt=\"Detections over time\">\n");
        AddObjects(page, summary, objects);
        AddClasses(page, summary);
        AddConfidences(page, summary);
        page.Append(Script).Append("</body></html>\n");
        return page.ToString();
    }

    private static void AddOverview(StringBuilder page, AnalysisSummary summary)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Text(Name(summary))}</h1>\n<p>");
        page.Append(CultureInfo.InvariantCulture, $"{summary.Frames} frames of {summary.Width}×{summary.Height}, {summary.DurationSeconds:0.0} s, ");
        page.Append(CultureInfo.InvariantCulture, $"model {Text(summary.Model)}/v{summary.ModelVersion}. ");
        page.Append(CultureInfo.InvariantCulture, $"{summary.Detections} detections at confidence {summary.Confidence} or above, ");
        page.Append(CultureInfo.InvariantCulture, $"in {summary.FramesWithDetections} of {summary.InferredFrames} frames");
        page.Append(summary.EveryNthFrame > 1
            ? string.Create(CultureInfo.InvariantCulture, $"; the detector looked at one frame in {summary.EveryNthFrame}, in between boxes are interpolated.</p>\n")
            : ".</p>\n");
        if (summary.DamagedFromSeconds is { } seconds)
        {
            // Not every container says how long it should be, and a damage within it leaves frames that decode with flaws.
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"warning\">The upload is damaged. It was analysed up to {seconds:0.0} s; {(summary.MissingFrames > 0 ? $"{summary.MissingFrames} frames are missing" : "what came after is missing, or frames before have flaws")}.</p>\n");
        }
    }

    private static void AddObjects(StringBuilder page, AnalysisSummary summary, IReadOnlyList<BestObject> objects)
    {
        if (objects.Count == 0)
        {
            return;
        }

        var all = summary.ObjectsByClass.Values.Sum();
        page.Append("<h2>Objects</h2>\n<p>Each where it was detected with the highest confidence; a click shows that moment. ");
        page.Append(objects.Count < all
            ? string.Create(CultureInfo.InvariantCulture, $"These are the {objects.Count} of {all} with the highest confidence.</p>\n")
            : "</p>\n");
        page.Append("<div class=\"objects\">\n");
        foreach (var best in objects)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"#{best.Track} {Text(best.Class)}");
            page.Append(CultureInfo.InvariantCulture, $"<a href=\"annotated.mp4#t={best.Seconds:0.###}\" data-seconds=\"{best.Seconds:0.###}\"><figure>");
            page.Append(CultureInfo.InvariantCulture, $"<img src=\"{AnalysisFiles.CropOf(best.Track)}\" alt=\"{name}\" loading=\"lazy\">");
            page.Append(CultureInfo.InvariantCulture, $"<figcaption><b>{name}</b> {100 * best.Confidence:0} %<br>{Time(best.FirstSeconds)} to {Time(best.LastSeconds)}</figcaption></figure></a>\n");
        }

        page.Append("</div>\n");
    }

    private static void AddClasses(StringBuilder page, AnalysisSummary summary)
    {
        if (summary.CountsByClass.Count == 0)
        {
            return;
        }

        page.Append("<h2>By class</h2>\n<table><tr><th>class</th><th>detections</th><th>different objects</th></tr>\n");
        foreach (var (name, count) in summary.CountsByClass)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(name)}</td><td>{count}</td><td>{summary.ObjectsByClass.GetValueOrDefault(name)}</td></tr>\n");
        }

        page.Append("</table>\n<p>Every object that was followed, with first and last frame: <a href=\"tracks.csv\">tracks.csv</a>.</p>\n");
    }

    private static void AddConfidences(StringBuilder page, AnalysisSummary summary)
    {
        page.Append("<h2>By confidence</h2>\n<table><tr><th>at or above</th><th>detections</th><th>frames with any</th></tr>\n");
        foreach (var (confidence, detections, frames) in summary.CountsByConfidence)
        {
            var drawn = Math.Abs(confidence - summary.Confidence) < 1e-9 ? " class=\"drawn\"" : string.Empty;
            page.Append(CultureInfo.InvariantCulture, $"<tr{drawn}><td>{confidence:0.00}</td><td>{detections}</td><td>{frames}</td></tr>\n");
        }

        page.Append("</table>\n");
    }

    private static string Time(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss\.f" : @"m\:ss\.f", CultureInfo.InvariantCulture);
    }

    private static string Name(AnalysisSummary summary) => summary.Video[(summary.Video.LastIndexOf('/') + 1)..];

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
