//! A file that somebody brings himself: what it may look like, and what is said when it cannot be read.

use serde_json::Value;

use crate::support::Program;

fn run(file: (&str, &[u8]), arguments: &[&str]) -> (bool, String, String) {
    let (status, out, err) = Program::analyze(file, 2, arguments);
    (status.success(), out, err)
}

/// What is said on the way out, whole: one line, no answer.
#[track_caller]
fn refused(name: &str, bytes: &[u8], arguments: &[&str], words: &[&str]) {
    let (success, out, err) = run((name, bytes), arguments);
    assert!(!success && out.is_empty(), "{out}");
    assert!(words.iter().all(|word| err.contains(word)), "{words:?} in: {err}");
    assert!(!err.contains("panicked"), "{err}");
}

#[track_caller]
fn answered(file: (&str, &[u8]), arguments: &[&str]) -> Value {
    let (success, out, err) = run(file, &[arguments, &["--json"]].concat());
    assert!(success, "{err}");
    serde_json::from_str(&out).expect("JSON")
}

const MAP: [&str; 3] = ["density", "--bandwidth", "200"];

#[test]
fn what_cannot_be_read_is_named_with_its_row_its_column_and_what_to_do() {
    let csv = |bytes: &[u8], more: &[&str], words: &[&str]| {
        refused("points.csv", bytes, &[&MAP[..], more].concat(), words);
    };
    csv(b"", &[], &["the file is empty"]);
    csv(b"lon,lat\n", &[], &["no rows below its header"]);
    csv(b"13.9,56.3\n13.8,56.4\n", &[], &["first line holds numbers", "names of the columns"]);
    csv(b"a,b\n1,2\n", &[], &["--x and --y", "It has \"a\", \"b\""]);
    csv(b"lon,lat\n1,2\n", &["--weight", "w"], &["no column \"w\" (--weight)", "\"lon\", \"lat\""]);
    csv(b"lon,lat,Weight\n1,2,3\n", &["--weight", "weight"], &["\"Weight\": try --weight"]);
    csv(b"lon,lat\n13.9,56.3\n13.8,north\n", &[], &["row 2, column \"lat\": \"north\" is not a number"]);
    csv(b"lon;lat\n13,9;56,3\n", &[], &["row 1, column \"lon\"", "decimals with a point"]);
    csv(b"lon,lat\n13.9,NaN\n", &[], &["row 1, column \"lat\": \"NaN\" is not a finite number"]);
    csv(b"lon,lat\n13.9,\n", &[], &["row 1, column \"lat\": is empty"]);
    csv(b"lon,lat,w\n13.9,56.3,-1\n", &["--weight", "w"], &["row 1, column \"w\": \"-1\" is negative"]);
    csv(b"lon,lat\n13.9,56.3\n13.9,96.3\n", &[], &["row 2, column \"lon\", \"lat\": 13.9, 96.3", "latitude"]);
    csv(b"lon,lat\n13.9,56.3\n0,0\n", &[], &["row 2", "stands for no place"]);
    csv(b"lon,lat\n13.9,56.3\n13.8,56.3\n139,56\n", &[], &["row 3", "2,000 km"]);
    csv(b"lon,lat\n438086,6248780\n438100,6248700\n", &[], &["row 1", "try --crs EPSG:3006"]);
    csv(b"x,y\n438086,6248780\n", &[], &["does not say its coordinate system", "--crs EPSG:3006"]);
    csv(b"x,y\n13.9,56.3\n13.8,56.4\n", &["--crs", "EPSG:3006"], &["look like degrees", "--crs EPSG:4326"]);
    csv(b"x,y\n6248780,438086\n", &["--crs", "EPSG:3006"], &["row 1", "exchange --x and --y"]);
    csv(b"x,y\n1,2\n", &["--crs", "EPSG:99999"], &["EPSG:99999 is not known"]);
    csv(b"lon,lat\n13.9,56.3,7\n", &[], &["row 1: the row has 3 values, the header 2"]);
    csv(b"lon,lat\n13.9,56.3\n", &["--x", "lon"], &["--x and --y belong together"]);
    csv(b"lon,lat,kind\n1,2,a\n", &["--where", "kind=b"], &["no row has kind = b"]);
}

#[test]
fn a_file_of_utf_16_says_what_the_same_of_utf_8_says() {
    let text = "lon,lat,gata\n13.9,56.3,Åvägen\n13.91,56.31,Ö\n";
    let of = |mark: &str| (mark.to_owned() + text).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let plain = answered(("points.csv", text.as_bytes()), &MAP);
    for bytes in [of("\u{feff}"), of("")] {
        assert_eq!(answered(("points.csv", &bytes), &MAP), plain);
    }
}

#[test]
fn a_time_that_cannot_be_read_is_named_with_its_row_and_column() {
    let csv = |bytes: &[u8], more: &[&str], words: &[&str]| {
        refused("times.csv", bytes, &[&["profile"], more].concat(), words);
    };
    csv(b"time\n2024-05-31 17:30\n31/5/2024\n", &[], &["row 2, column \"time\": \"31/5/2024\"", "2024-05-31"]);
    csv(b"time\n2024-13-01\n", &[], &["row 1, column \"time\""]);
    csv(b"time\n2024-05-31 25:00\n", &[], &["row 1, column \"time\""]);
    csv(b"time\n\"\"\n", &[], &["row 1", "is empty; a time is needed"]);
    csv(b"a\n1\n", &[], &["--time", "It has \"a\""]);
    csv(b"time,end\n2024-05-02,2024-05-01\n", &["--until", "end"], &["row 1, column \"end\"", "before it begins"]);
    csv(b"time\n2024-05-01\n", &["--time-zone", "Mars"], &["Mars is no time zone"]);
    csv(b"time\n2024-05-01\n", &["--from", "2025-01-01"], &["no row is left", "outside_period 1"]);
    refused("x.csv", b"x,y,t\n1,2,2024-05-01\n", &["darkness", "--time", "t", "--crs", "plane"], &["no sun above it"]);
}

#[test]
fn geojson_that_is_no_points_is_named_with_its_row() {
    let feature = |geometry: &str| {
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{}},\"geometry\":{geometry}}}]}}"
        )
    };
    let json = |geometry: &str, words: &[&str]| refused("p.geojson", feature(geometry).as_bytes(), &MAP, words);
    json("null", &["row 1, column \"geometry\"", "--skip-bad-rows"]);
    json(
        "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}",
        &["row 1", "is a LineString, but points are needed"],
    );
    json("{\"type\":\"Point\",\"coordinates\":[\"a\",2]}", &["row 1", "not two numbers"]);
    refused("p.geojson", b"{\"type\":\"Feature\"", &MAP, &["JSON"]);
    refused("p.geojson", b"{}", &MAP, &["features"]);
}

#[test]
fn bad_rows_are_counted_when_somebody_asks_to_skip_them() {
    let csv = b"lon,lat,w\n13.99,56.38,1\n13.99,x,1\n13.99,56.39,\n0,0,1\n14.00,56.38,1\n";
    let answer = answered(("p.csv", csv), &[&MAP[..], &["--weight", "w", "--skip-bad-rows"]].concat());
    let data = &answer["data"];
    assert_eq!((&data["n_read"], &data["n_used"], &data["n_left_out"]), (&5.into(), &2.into(), &3.into()));
    assert_eq!(data["why_left_out"], serde_json::json!({"empty": 1, "not_a_number": 1, "not_a_place": 1}));
    let warning = &answer["warnings"][0];
    assert_eq!(warning["code"], "bad_rows_skipped");
    assert!(warning["en"].as_str().is_some_and(|words| words.contains("row 2, column \"lat\"")), "{warning}");
    // All of them bad: then the first one is the answer.
    refused("p.csv", b"lon,lat\n1,x\n", &[&MAP[..], &["--skip-bad-rows"]].concat(), &["row 1, column \"lat\""]);
}

#[test]
fn latin_1_and_semicolons_and_geojson_are_read() {
    let latin = b"l\xe4ngd;bredd;v\xe4rde\n14;56.4;2\n14.001;56.4;3\n";
    let arguments = ["moran", "--x", "längd", "--y", "bredd", "--crs", "4326", "--value", "värde"];
    let answer = answered(("latin.csv", latin), &arguments);
    assert_eq!(answer["features"][1]["properties"]["value"], 3.0);
    assert_eq!(answer["method"]["parameters"]["plane"], "EPSG:3006");

    let json = br#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Point","coordinates":[-71.06,42.36]},"properties":{"n":2,"when":"2024-05-01"}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[-71.05,42.36]},"properties":{"n":1,"when":"2024-05-03"}}]}"#;
    let answer = answered(("b.geojson", json), &["gi-star", "--weight", "n", "--cell", "500", "--time", "when"]);
    assert_eq!(answer["summary"]["sum_of_values"], 3.0);
    assert_eq!((&answer["data"]["from"], &answer["data"]["to"]), (&"2024-05-01".into(), &"2024-05-03".into()));
    // Outside Sweden distances are measured in the UTM zone of the middle.
    assert_eq!(answer["method"]["parameters"]["plane"], "EPSG:32619");
}

#[test]
fn a_study_area_leaves_out_what_is_not_in_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let area = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_string_lossy().into_owned()
    };
    let square = area("a.geojson", r#"{"type":"Polygon","coordinates":[[[0,0],[1000,0],[1000,1000],[0,1000],[0,0]]]}"#);
    let csv = b"x,y\n100,100\n900,500\n1500,500\n";
    let answer = answered(
        ("p.csv", csv),
        &["gi-star", "--crs", "plane", "--study-area", &square, "--neighbours", "rook", "--permutations", "0"],
    );
    assert_eq!(answer["data"]["why_left_out"], serde_json::json!({"outside_study_area": 1}));
    // All squares of the area count, also the empty ones; inside it has four neighbours by rook's moves.
    assert_eq!(answer["features"].as_array().map(Vec::len), Some(16));
    assert_eq!(answer["features"][5]["properties"]["n_neighbours"], 4);
    assert!(answer.as_object().is_some_and(|answer| answer.get("crs") == Some(&Value::Null)));

    let with =
        |crs: &str, file: &str| ["density", "--bandwidth", "99", "--crs", crs, "--study-area", file].map(str::to_owned);
    let say = |arguments: [String; 7], csv: &[u8], words: &[&str]| {
        refused("p.csv", csv, &arguments.each_ref().map(String::as_str), words);
    };
    say(with("plane", &square), b"x,y\n5000,1\n", &["none of 1 points lies in the study area", "--study-area-crs"]);
    say(with("EPSG:3006", &square), b"x,y\n438086,6248780\n", &["corner 2 of ring 1 (1000, 0)", "--study-area-crs"]);
    let line = area("l.geojson", r#"{"type":"LineString","coordinates":[[0,0],[1,1]]}"#);
    say(with("plane", &line), csv, &["polygon"]);
    say(with("plane", "nowhere.geojson"), csv, &["cannot read the study area"]);
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_one_thread_and_on_two_and_another_seed_does_not() {
    let mut csv = "x,y,date\n".to_owned();
    for i in 0..80_u64 {
        let (x, y, day) = (i * 7_919 % 1_009, i * 104_729 % 997, i * 31 % 28 + 1);
        csv.push_str(&format!("{x},{y},2024-02-{day:02}\n"));
    }
    let methods: [&[&str]; 5] = [
        &["gi-star", "--cell", "100"],
        &["moran", "--cell", "100"],
        &["scan", "--model", "permutation"],
        &["knox"],
        &["density"],
    ];
    for method in methods {
        let of = |n_threads: u32, seed: &[&str]| {
            let arguments = [method, &["--crs", "plane", "--json"], seed].concat();
            let (status, out, err) = Program::analyze(("p.csv", csv.as_bytes()), n_threads, &arguments);
            assert!(status.success(), "{err}");
            out
        };
        assert_eq!(of(1, &[]), of(2, &[]), "{method:?}");
        if method[0] != "density" {
            assert_eq!(of(2, &["--seed", "2"]), of(1, &["--seed", "2"]));
            assert_ne!(of(1, &["--seed", "2"]), of(1, &["--seed", "3"]), "{method:?}");
        }
    }
}

#[test]
fn without_json_there_is_a_table_of_the_same_names_and_numbers() {
    let (success, out, err) =
        run(("six.csv", b"x,y,v\n10,10,2\n20,10,3\n40,10,9\n"), &["gi-star", "--crs", "plane", "--value", "v"]);
    assert!(success, "{err}");
    for words in ["method\tgi-star", "neighbours\tband:20", "n_read\t3", "warning\tfew_reports"] {
        assert!(out.lines().any(|line| line.starts_with(words)), "{words} in {out}");
    }
    let header = out.lines().find(|line| line.trim_start().starts_with("row")).expect("a header");
    assert_eq!(header.split_whitespace().take(4).collect::<Vec<_>>(), ["row", "x", "y", "value"]);
}

#[test]
fn what_does_not_belong_together_is_said() {
    let csv = b"x,y,n,d\n1,2,3,2024-01-01\n5,2,3.5,2024-01-02\n";
    let say = |arguments: &[&str], words: &[&str]| {
        refused("p.csv", csv, &[arguments, &["--crs", "plane"]].concat(), words);
    };
    say(&["scan", "--model", "poisson"], &["--population"]);
    say(
        &["scan", "--model", "poisson", "--population", "x", "--cases", "n"],
        &["row 2, column \"n\": \"3.5\" is no count"],
    );
    say(&["scan", "--model", "permutation", "--cases", "n"], &["belong to --model poisson"]);
    say(&["gi-star", "--neighbours", "bishop"], &["rook, queen or band:METRES"]);
    say(&["gi-star", "--value", "n", "--neighbours", "queen"], &["points have no sides"]);
    say(&["gi-star", "--cell", "0"], &["--cell 0"]);
    say(&["density", "--bandwidth", "-5"], &["--bandwidth"]);
    say(&["density", "--bandwidth", "0"], &["positive number"]);
    say(&["density", "--edge", "diggle"], &["--study-area"]);
    say(&["density", "--bandwidth", "1000", "--pixel", "0.01"], &["too many: give a larger --pixel"]);
    say(&["knox", "--distances", "-1"], &["--distances"]);
}
