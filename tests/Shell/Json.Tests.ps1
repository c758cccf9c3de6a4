Describe 'ConvertTo-Json' {
    It 'writes <Name> as <Json>' -ForEach @(
        @{ Name = 'a number'; Value = 3; Json = '3' }
        @{ Name = 'a whole double'; Value = 1.0; Json = '1.0' }
        @{ Name = 'a fraction'; Value = 0.25; Json = '0.25' }
        @{ Name = 'a text'; Value = 'a "b" \ é <'; Json = '"a \"b\" \\ é <"' }
        @{ Name = 'a truth'; Value = $true; Json = 'true' }
        @{ Name = 'a list'; Value = @(1, 'a', $null); Json = '[1,"a",null]' }
        @{ Name = 'an empty list'; Value = @{ a = @() }; Json = '{"a":[]}' }
        @{ Name = 'a date'; Value = [datetime]::new(2020, 1, 2, 3, 4, 5, [System.DateTimeKind]::Utc); Json = '"2020-01-02T03:04:05Z"' }
        @{ Name = 'an enumeration'; Value = [System.DayOfWeek]::Monday; Json = '1' }
        @{ Name = 'a custom object'; Value = [pscustomobject]@{ A = 1; B = [pscustomobject]@{ C = 2 } }; Json = '{"A":1,"B":{"C":2}}' }
    ) {
        ConvertTo-Json -InputObject $Value -Compress | Should -Be $Json
    }

    It 'indents by two blanks' {
        [ordered]@{ a = 1; b = @(2, 3) } | ConvertTo-Json | Should -Be (('{', '  "a": 1,', '  "b": [', '    2,', '    3', '  ]', '}') -join [Environment]::NewLine)
    }

    It 'makes a list of several objects, and with -AsArray of one' {
        71, 72 | ConvertTo-Json -Compress | Should -Be '[71,72]'
        71 | ConvertTo-Json -Compress -AsArray | Should -Be '[71]'
        71 | ConvertTo-Json -Compress | Should -Be '71'
    }

    It 'cuts off below the depth, and says so' {
        $deep = @{ a = @{ b = @{ c = @{ d = 1 } } } }
        $json = $deep | ConvertTo-Json -Compress -WarningVariable said -WarningAction SilentlyContinue
        $json | Should -Be '{"a":{"b":{"c":"System.Collections.Hashtable"}}}'
        "$said" | Should -Match 'depth of 2'
        $deep | ConvertTo-Json -Compress -Depth 3 | Should -Be '{"a":{"b":{"c":{"d":1}}}}'
    }

    It 'writes names of enumeration members with -EnumsAsStrings' {
        ConvertTo-Json ([System.DayOfWeek]::Monday) -EnumsAsStrings | Should -Be '"Monday"'
    }

    It 'escapes what it is told to' {
        ConvertTo-Json 'é<' -EscapeHandling EscapeNonAscii | Should -Match '\\u00e9'
        ConvertTo-Json 'é' -EscapeHandling Default | Should -Be '"é"'
    }
}

Describe 'ConvertFrom-Json' {
    It 'reads objects, lists and values' {
        $read = '{ "a": 1, "b": [1, 2.5, "x", null, true], "c": { "d": "e" } }' | ConvertFrom-Json
        $read.a | Should -Be 1
        $read.a.GetType().Name | Should -Be 'Int64'
        $read.b.Count | Should -Be 5
        $read.b[1] | Should -Be 2.5
        $read.c.d | Should -Be 'e'
        $read.PSObject.Properties.Name | Should -Be 'a', 'b', 'c'
    }

    It 'hands a list on item by item, or as one with -NoEnumerate' {
        @('[1,2,3]' | ConvertFrom-Json).Count | Should -Be 3
        @('[1,2,3]' | ConvertFrom-Json -NoEnumerate).Count | Should -Be 1
    }

    It 'joins lines, and takes several texts' {
        ('{', '"a": 1', '}' | ConvertFrom-Json).a | Should -Be 1
        @('{"a":1}', '{"a":2}' | ConvertFrom-Json).a | Should -Be 1, 2
    }

    It 'reads tables that tell keys by case with -AsHashtable' {
        $read = '{"a":1,"A":2}' | ConvertFrom-Json -AsHashtable
        $read.Keys | Should -Be 'a', 'A'
        { '{"a":1,"A":2}' | ConvertFrom-Json } | Should -Throw
    }

    It 'reads dates, or leaves them texts' {
        ('{"t":"2020-01-02T03:04:05Z"}' | ConvertFrom-Json).t | Should -BeOfType [datetime]
        ('{"t":"2020-01-02T03:04:05Z"}' | ConvertFrom-Json -DateKind String).t | Should -Be '2020-01-02T03:04:05Z'
    }

    It 'refuses what is not JSON' {
        { '{"a":' | ConvertFrom-Json } | Should -Throw -ErrorId 'System.ArgumentException,Microsoft.PowerShell.Commands.ConvertFromJsonCommand'
    }

    It 'gets back what ConvertTo-Json wrote' {
        $item = [pscustomobject]@{ Name = 'layer1.0'; Count = 9344; Share = 0.5; Tags = 'a', 'b'; None = $null }
        $back = $item | ConvertTo-Json | ConvertFrom-Json
        foreach ($name in 'Name', 'Count', 'Share', 'Tags', 'None') { $back.$name | Should -Be $item.$name }
    }
}
