//! Why a file is not taken, and what to do instead.

/// Every sentence ends with something the sender can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("nothing was sent")]
    Empty,
    #[error("HEIC or AVIF")]
    Heic,
    #[error("a moving picture")]
    Moving,
    #[error("a drawing in SVG")]
    Drawing,
    #[error("a document")]
    Document,
    #[error("not JPEG, PNG or WebP")]
    Unknown,
    #[error("the file ends too soon")]
    Truncated,
    #[error("too many pixels: {width} × {height}")]
    TooManyPixels { width: u32, height: u32 },
    #[error("the pixels cannot be read")]
    Broken,
}

impl Refusal {
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "picture_empty",
            Self::Heic => "picture_heic",
            Self::Moving => "picture_moving",
            Self::Drawing => "picture_drawing",
            Self::Document => "picture_document",
            Self::Unknown => "picture_unknown",
            Self::Truncated => "picture_truncated",
            Self::TooManyPixels { .. } => "picture_too_many_pixels",
            Self::Broken => "picture_broken",
        }
    }

    /// Whether another kind of file is needed, not another picture.
    pub fn is_of_kind(self) -> bool {
        matches!(self, Self::Heic | Self::Moving | Self::Drawing | Self::Document | Self::Unknown)
    }

    pub fn sv(self) -> String {
        match self {
            Self::Empty => "Ingen bild kom fram. Välj bilden igen.".to_owned(),
            Self::Heic => {
                "Bilden är i formatet HEIC eller AVIF, som inte kan läsas här. Välj den i webbläsaren, som gör om \
                           den när den kan, eller ställ kameran på ”Mest kompatibel” (JPEG)."
                    .to_owned()
            }
            Self::Moving => "Rörliga bilder tas inte emot. Skicka en stillbild (JPEG, PNG eller WebP).".to_owned(),
            Self::Drawing => "Ritade bilder (SVG) tas inte emot. Skicka ett foto (JPEG, PNG eller WebP).".to_owned(),
            Self::Document => "Dokument tas inte emot. Skicka ett foto (JPEG, PNG eller WebP).".to_owned(),
            Self::Unknown => "Filen är inte en bild som kan läsas här. Skicka JPEG, PNG eller WebP.".to_owned(),
            Self::Truncated => "Bilden kom inte fram hel. Skicka den igen.".to_owned(),
            Self::TooManyPixels { width, height } => {
                format!(
                    "Bilden har för många bildpunkter ({width} × {height}). Skicka en mindre, till exempel 4000 × 3000."
                )
            }
            Self::Broken => "Bilden går inte att läsa. Skicka en annan, eller ta en skärmbild av den.".to_owned(),
        }
    }

    pub fn en(self) -> String {
        match self {
            Self::Empty => "No picture arrived. Choose the picture again.".to_owned(),
            Self::Heic => {
                "The picture is HEIC or AVIF, which cannot be read here. Choose it in the browser, which converts \
                           it when it can, or set the camera to “Most compatible” (JPEG)."
                    .to_owned()
            }
            Self::Moving => "Moving pictures are not taken. Send a still one (JPEG, PNG or WebP).".to_owned(),
            Self::Drawing => "Drawings (SVG) are not taken. Send a photo (JPEG, PNG or WebP).".to_owned(),
            Self::Document => "Documents are not taken. Send a photo (JPEG, PNG or WebP).".to_owned(),
            Self::Unknown => "The file is no picture that can be read here. Send JPEG, PNG or WebP.".to_owned(),
            Self::Truncated => "The picture did not arrive whole. Send it again.".to_owned(),
            Self::TooManyPixels { width, height } => {
                format!(
                    "The picture has too many pixels ({width} × {height}). Send a smaller one, such as 4000 × 3000."
                )
            }
            Self::Broken => "The picture cannot be read. Send another one, or a screenshot of it.".to_owned(),
        }
    }
}
