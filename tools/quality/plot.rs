//! Bar charts as SVG files.

use std::path::Path;

use plotters::prelude::*;

/// A bar: its name, and the shares of its lengths, the longest first.
pub struct Bar {
    pub name: String,
    pub shares: [f64; 2],
}

const COLOURS: [RGBColor; 2] = [RGBColor(190, 205, 225), RGBColor(52, 101, 164)];

/// Draws `bars` one below the other, each with the two lengths that `legend` names.
pub fn bars(path: &Path, title: &str, legend: [&str; 2], bars: &[Bar]) -> Result<(), Box<dyn std::error::Error>> {
    let height = 110 + 24 * u32::try_from(bars.len())?;
    let area = SVGBackend::new(path, (720, height)).into_drawing_area();
    area.fill(&WHITE)?;
    let count = bars.len();
    let mut chart = ChartBuilder::on(&area)
        .caption(title, ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(28)
        .y_label_area_size(130)
        .build_cartesian_2d(0.0..1.0, (0..count).into_segmented())?;
    let name = |place: &SegmentValue<usize>| match place {
        SegmentValue::CenterOf(place) | SegmentValue::Exact(place) => {
            bars.get(*place).map_or_else(String::new, |bar| bar.name.clone())
        }
        SegmentValue::Last => String::new(),
    };
    chart
        .configure_mesh()
        .disable_y_mesh()
        .y_labels(count + 1)
        .y_label_formatter(&name)
        .x_label_formatter(&|share| format!("{:.0} %", share * 100.0))
        .label_style(("sans-serif", 13))
        .draw()?;
    for (part, (label, colour)) in legend.iter().zip(COLOURS).enumerate() {
        let boxes = bars.iter().enumerate().map(|(place, bar)| {
            let corners = [(0.0, SegmentValue::Exact(place)), (bar.shares[part], SegmentValue::Exact(place + 1))];
            let mut rectangle = Rectangle::new(corners, colour.filled());
            rectangle.set_margin(4, 4, 0, 0);
            rectangle
        });
        chart
            .draw_series(boxes)?
            .label(*label)
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 12, y + 5)], colour.filled()));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerRight)
        .background_style(WHITE.filled())
        .border_style(BLACK.mix(0.3))
        .label_font(("sans-serif", 13))
        .draw()?;
    area.present()?;
    Ok(())
}
